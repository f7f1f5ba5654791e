using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>The shadow bridges and their uplinks: are they there, up and running?</summary>
internal sealed class ShadowCheck : ICheck
{
    public string Name => "shadow";

    public IEnumerable<Finding> Look(Host host)
    {
        if (!host.Links.Any(link => link.IsBridge) && host.Shadows.Count == 0 && host.WantsBridge)
            yield return Finding.Wrong(
                "bridges",
                "this host has no bridge that a guest's port could be on",
                Host.StartCommand(host.SomeNic)
            );
        foreach (var shadow in host.Shadows)
        {
            foreach (var finding in Look(shadow))
                yield return finding;
        }
        foreach (var bridge in host.Bridges.Where(bridge => host.Shadows.All(shadow => shadow.Bridge != bridge)))
        {
            var findings = LookAtForeign(host, bridge);
            foreach (
                var finding in findings.OrWell(bridge.Name, "a bridge that bridge-shadow did not make, up and running")
            )
                yield return finding;
        }
    }

    private static IEnumerable<Finding> Look(ShadowState shadow)
    {
        var name = shadow.InterfaceName.Value;
        var start = Host.StartCommand(name);
        switch (shadow)
        {
            case { Phase: ShadowPhase.Missing }:
                return
                [
                    Finding.Wrong(
                        name,
                        $"bridge-shadow is to shadow it, and there is no such link, nor {ShadowNames.Uplink(shadow.InterfaceName)}",
                        "ip -br link # is the NIC there, under which name?"
                    ),
                ];
            case { Phase: ShadowPhase.Halfway }:
                return
                [
                    Finding.Wrong(
                        name,
                        $"an interrupted start or stop left it half-way: {shadow.Nic!.Name} is in no bridge {name}",
                        // Renamed it is already: nobody loses it any more.
                        $"bridge-shadow start {Text.ShellWord(name)}"
                    ),
                ];
            case { Phase: ShadowPhase.Plain, Bridge: not null }:
                return
                [
                    Finding.Doubtful(
                        name,
                        "bridge-shadow is to shadow it, but it is a bridge of somebody else's making",
                        "ip -d link # take the name out of bridge-shadow's file, or the bridge away"
                    ),
                ];
            case { Phase: ShadowPhase.Plain }:
                return [Finding.Wrong(name, "bridge-shadow is to shadow it, and it is an ordinary link yet", start)];
        }
        var (bridge, uplink) = (shadow.Bridge!, shadow.Nic!);
        var faults = LookAtState(uplink, "the uplink").ToList();
        // A bridge has no carrier where none of its ports has one.
        if (!bridge.IsUp || faults.Count == 0)
            faults.AddRange(LookAtState(bridge, "the bridge"));
        return faults.OrWell(name, $"a bridge with the uplink {uplink.Name}, both up and running");
    }

    private static IEnumerable<Finding> LookAtForeign(Host host, Link bridge)
    {
        foreach (var finding in LookAtState(bridge, "the bridge"))
            yield return finding;
        if (host.PortsOf(bridge).All(port => VifName.Of(port) != null))
            yield return Finding.Doubtful(
                bridge.Name,
                "has no uplink: its guests reach each other and the host, and nobody else",
                // No NIC is proposed: with the host's own the host would lose its network, and it may be meant like that.
                "# leave it so if that is what it is for, or name another bridge in the guests' files"
            );
    }

    private static IEnumerable<Finding> LookAtState(Link link, string what)
    {
        if (!link.IsUp)
            yield return Finding.Wrong(link.Name, $"{what} is down", $"ip link set dev {Text.ShellWord(link.Name)} up");
        else if (!link.IsRunning)
            yield return Finding.Wrong(
                link.Name,
                $"{what} is up, but not running: it has no carrier",
                link.IsBridge
                    ? $"ip -br link show master {Text.ShellWord(link.Name)} # which of its ports should have one?"
                    : $"ethtool {Text.ShellWord(link.Name)} # is the cable plugged in, and the switch's port on?"
            );
    }
}
