using System.Globalization;
using System.Text;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>A bridge, or a port of it, as it was.</summary>
/// <param name="Index">The link's index.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsUp">Whether it was up.</param>
/// <param name="Settings">What it was set to.</param>
/// <param name="Vlans">Its VLANs.</param>
internal sealed record BridgedLink(int Index, string Name, bool IsUp, RawSettings Settings, RawSettings Vlans);

/// <summary>
/// What a shadow bridge and its ports were set to, so that a later bridge of that name gets it back. A port keeps its index
/// for as long as it exists.
/// </summary>
/// <param name="NicIndex">The uplink's index; a record of another one is of no use.</param>
/// <param name="Bridge">The bridge.</param>
/// <param name="Mtu">The bridge's MTU; 0 if it is the uplink's.</param>
/// <param name="Ports">Its ports, the uplink among them.</param>
/// <param name="Forwarding">Where somebody had it send frames for a MAC address.</param>
internal sealed record BridgeRecord(
    int NicIndex,
    BridgedLink Bridge,
    int Mtu,
    IReadOnlyList<BridgedLink> Ports,
    IReadOnlyList<ForwardingEntry> Forwarding
)
{
    private const string End = "end";

    /// <summary>Asks the kernel.</summary>
    internal static BridgeRecord Read(Rtnetlink kernel, Link bridge, Link nic)
    {
        var vlans = kernel.ListBridgeVlans();
        var ports = kernel.ListPorts(bridge.Index);
        var records = new List<BridgedLink>();
        var own = new HashSet<MacAddress?> { bridge.Address };
        foreach (var port in ports)
        {
            records.Add(Describe(port, kernel.ReadBridgePort(port.Index)));
            own.Add(port.Address);
        }
        return new BridgeRecord(
            nic.Index,
            Describe(bridge, kernel.ReadBridge(bridge.Index)),
            bridge.Mtu == nic.Mtu ? 0 : bridge.Mtu,
            records,
            // The kernel makes those of the links' own addresses.
            [
                .. kernel
                    .ListLastingForwarding(bridge.Index)
                    .Where(entry => entry.Address != null && !(entry.IsLocal && own.Contains(entry.Address))),
            ]
        );

        BridgedLink Describe(Link link, RawSettings settings) =>
            new(link.Index, link.Name, link.IsUp, settings, vlans.GetValueOrDefault(link.Index, RawSettings.None));
    }

    /// <summary>
    /// This record and an earlier one that was never given back: the earlier one knows the bridge and the ports that it has
    /// as they were before.
    /// </summary>
    internal BridgeRecord After(BridgeRecord? earlier)
    {
        if (earlier?.NicIndex != NicIndex)
            return this;
        var ports = new List<BridgedLink>(earlier.Ports);
        foreach (var port in Ports)
            if (!ports.Exists(other => other.Index == port.Index))
                ports.Add(port);
        return earlier with { Ports = ports, Forwarding = [.. earlier.Forwarding, .. Forwarding] };
    }

    internal string Format()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"nic {NicIndex}\nmtu {Mtu}\n");
        Append(text, "bridge", Bridge);
        foreach (var port in Ports)
            Append(text, "port", port);
        foreach (var entry in Forwarding)
            text.Append("forwarding ").Append(Convert.ToHexString(entry.ToPayload())).Append('\n');
        return text.Append(End).Append('\n').ToString();
    }

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    /// <exception cref="FormatException">It is cut short, or no record.</exception>
    internal static BridgeRecord Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[^1] != End)
            throw new FormatException("it is cut short");
        var (nic, mtu) = (0, 0);
        BridgedLink? bridge = null;
        var ports = new List<BridgedLink>();
        var forwarding = new List<ForwardingEntry>();
        foreach (var line in lines)
            switch (line.Split(' '))
            {
                case ["nic", var number]:
                    nic = ParseNumber(number);
                    break;
                case ["mtu", var number]:
                    mtu = ParseNumber(number);
                    break;
                case ["bridge", .. var words]:
                    bridge = ParseLink(words);
                    break;
                case ["port", .. var words]:
                    ports.Add(ParseLink(words));
                    break;
                case ["forwarding", var payload]:
                    if (ForwardingEntry.Read(Convert.FromHexString(payload)) is { } entry)
                        forwarding.Add(entry);
                    break;
            }
        return nic == 0 || bridge == null
            ? throw new FormatException("it names no NIC or no bridge")
            : new BridgeRecord(nic, bridge, mtu, ports, forwarding);
    }

    // No name of a link has a blank.
    private static void Append(StringBuilder text, string kind, BridgedLink link) =>
        text.Append(
            CultureInfo.InvariantCulture,
            $"{kind} {link.Index} {link.Name} {(link.IsUp ? "up" : "down")} {Convert.ToHexString(link.Settings.Bytes)} {Convert.ToHexString(link.Vlans.Bytes)}\n"
        );

    private static BridgedLink ParseLink(string[] words) =>
        words is [var index, var name, var state, var settings, var vlans]
            ? new BridgedLink(ParseNumber(index), name, state == "up", ParseSettings(settings), ParseSettings(vlans))
            : throw new FormatException("a link has too few words");

    private static RawSettings ParseSettings(string text) => RawSettings.Read(Convert.FromHexString(text));

    private static int ParseNumber(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
