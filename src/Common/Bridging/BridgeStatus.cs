using System.Text;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Bridging;

/// <summary>A bridge and its ports, as they are now, in words and as JSON.</summary>
/// <param name="Bridge">The bridge.</param>
/// <param name="Addresses">Its addresses.</param>
/// <param name="Ports">Its ports.</param>
public sealed record BridgeStatus(Link Bridge, IReadOnlyList<LinkAddress> Addresses, IReadOnlyList<Link> Ports)
{
    /// <summary>The VLANs of each port by its index; of none on a bridge that does not filter them.</summary>
    public IReadOnlyDictionary<int, PortVlans> Vlans { get; init; } = new Dictionary<int, PortVlans>();

    /// <summary>Asks the kernel.</summary>
    public static BridgeStatus Read(ILinkTable kernel, Link bridge)
    {
        var ports = kernel.ListPorts(bridge.Index).OrderBy(port => port.Index).ToList();
        var vlans = new Dictionary<int, PortVlans>();
        if (bridge.FiltersVlans)
            foreach (var port in ports)
                vlans[port.Index] = kernel.ReadVlans(port.Index);
        return new BridgeStatus(bridge, kernel.ListAddresses(bridge.Index), ports) { Vlans = vlans };
    }

    private string NewPorts => Bridge.DefaultPvid == 0 ? "none" : $"{Bridge.DefaultPvid}";

    /// <summary>A line for the bridge, and one for each address and port.</summary>
    /// <param name="guard">How a port is guarded, in words; null for not at all.</param>
    /// <param name="owner">What is said of a port besides its state, its guest's name say; null for nothing.</param>
    public string ToText(Func<Link, string?> guard, Func<Link, string?>? owner = null)
    {
        var text = new StringBuilder();
        var vlansOfBridge = Bridge.FiltersVlans ? $", filters VLANs, new ports in {NewPorts}" : "";
        text.Append($"bridge {Bridge.Name}: {Describe(Bridge)}, {Bridge.Address}, mtu {Bridge.Mtu}{vlansOfBridge}\n");
        foreach (var address in Addresses)
            text.Append($"  address {address}\n");
        foreach (var port in Ports)
            text.Append(
                $"  port {port.Name, -InterfaceName.MaximumLength} {Describe(port)}, {PortState(port)}{(owner?.Invoke(port) is { } who ? $" ({Text.Printable(who)})" : "")}{(port.Mtu < Bridge.Mtu ? $", mtu {port.Mtu}" : "")}{(Vlans.GetValueOrDefault(port.Index) is { } vlans ? $", vlan {(vlans.IsEmpty ? "none" : vlans)}" : "")}{(guard(port) is { } words ? $", {words}" : "")}\n"
            );
        if (Ports.Count == 0)
            text.Append("  no ports\n");
        return text.ToString();
    }

    /// <summary>Writes the properties bridge and ports into an object that has been begun.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="guard">Writes how a port is guarded.</param>
    /// <param name="guest">The name of a port's guest; null for none.</param>
    public void WriteTo(JsonText json, Action<JsonText, Link> guard, Func<Link, string?>? guest = null)
    {
        json.WriteStartObject("bridge");
        WriteLink(json, Bridge);
        json.WriteStartArray("addresses");
        foreach (var address in Addresses)
            json.WriteStringValue(address.ToString());
        json.WriteEndArray();
        json.WriteBoolean("filtersVlans", Bridge.FiltersVlans);
        if (Bridge.FiltersVlans)
            json.WriteNumber("defaultPvid", Bridge.DefaultPvid);
        json.WriteEndObject();
        json.WriteStartArray("ports");
        foreach (var port in Ports)
        {
            json.WriteStartObject();
            WriteLink(json, port);
            json.WriteString("state", PortState(port));
            if (Vlans.GetValueOrDefault(port.Index) is { } vlans)
                json.WriteString("vlan", $"{vlans}");
            if (guest?.Invoke(port) is { } name)
                json.WriteString("guest", name);
            guard(json, port);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteLink(JsonText json, Link link)
    {
        json.WriteString("name", link.Name);
        json.WriteString("address", link.Address?.ToString());
        json.WriteNumber("mtu", link.Mtu);
        json.WriteBoolean("up", link.IsUp);
        json.WriteBoolean("running", link.IsRunning);
    }

    private static string Describe(Link link) =>
        link switch
        {
            { IsUp: false } => "down",
            { IsRunning: false } => "up, not running",
            _ => "up, running",
        };

    /// <summary>BR_STATE_* of linux/if_bridge.h in a word.</summary>
    public static string PortState(Link port) =>
        port.BridgePortState switch
        {
            0 => "disabled",
            1 => "listening",
            2 => "learning",
            3 => "forwarding",
            4 => "blocking",
            _ => "unknown",
        };
}
