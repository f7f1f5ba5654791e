using System.Text;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;

namespace Xen.Hotplug.NetworkBridgeAdditional;

/// <summary>status: the bridge's addresses, its ports and the routes. Needs no root.</summary>
internal static class NetworkStatus
{
    internal static int Print(Invocation invocation)
    {
        using var kernel = new Rtnetlink();
        var request = NetworkRequest.Read(invocation, kernel);
        if (request.BridgeName is not { } name)
            return ExitStatus.Success;
        var bridge = BridgeChoice.FindNamed(kernel, name);
        if (bridge == null)
        {
            StandardStreams.WriteErrorLine(
                $"network-bridge-additional: the bridge {name} does not exist; name another with bridge="
            );
            return ExitStatus.NotRunning;
        }
        if (!bridge.IsBridge)
            throw BridgeChoice.NotABridge(bridge);
        var status = BridgeStatus.Read(kernel, bridge);
        var routes = kernel.ListRoutes().Select(route => route.Describe(kernel.NameOf));
        using var firewall = new FirewallChoice(invocation.Settings, kernel);
        var guards = GuardReport.Read(firewall);
        StandardStreams.Write(
            invocation.Options.Json ? ToJson(status, guards, routes) : ToText(status, guards, routes)
        );
        return ExitStatus.Success;
    }

    private static string ToText(BridgeStatus status, GuardReport guards, IEnumerable<string> routes)
    {
        var text = new StringBuilder(status.ToText(guards.Describe));
        text.Append($"antispoofing of ports to come: {guards.HostDefaultText}\n");
        text.Append("routes:\n");
        foreach (var route in routes)
            text.Append($"  {route}\n");
        return text.ToString();
    }

    private static string ToJson(BridgeStatus status, GuardReport guards, IEnumerable<string> routes) =>
        JsonText.Write(json =>
        {
            status.WriteTo(json, guards.WriteTo);
            json.WriteString("antispoof", guards.HostDefaultText);
            json.WriteStartArray("routes");
            foreach (var route in routes)
                json.WriteStringValue(route);
            json.WriteEndArray();
        });
}
