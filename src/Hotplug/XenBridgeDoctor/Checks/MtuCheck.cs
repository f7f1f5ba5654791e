using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>A bridge drops, and tells nobody, what is too long for the port that it has to leave by.</summary>
internal sealed class MtuCheck : ICheck
{
    public string Name => "mtu";

    public IEnumerable<Finding> Look(Host host) =>
        host.Bridges.SelectMany(bridge =>
            Look(host, bridge).OrWell(bridge.Name, $"no guest's port has a larger MTU than {bridge.Mtu}")
        );

    private static IEnumerable<Finding> Look(Host host, Link bridge)
    {
        var uplink = host.Shadowed.Find(shadow => shadow.Bridge!.Index == bridge.Index)?.Nic;
        foreach (var port in host.PortsOf(bridge).Where(port => VifName.Of(port) != null))
        {
            if (port.Mtu < bridge.Mtu)
                yield return Finding.Well(
                    port.Name,
                    $"its MTU is {port.Mtu}, smaller than the bridge {bridge.Name}'s {bridge.Mtu}: the guest has to know, longer frames to it are lost"
                );
            var smallest = uplink?.Mtu <= bridge.Mtu ? uplink : bridge;
            if (port.Mtu <= smallest.Mtu)
                continue;
            var cure =
                $"ip link set dev {Text.ShellWord(port.Name)} mtu {smallest.Mtu} # or {smallest.Name} to {port.Mtu}";
            yield return smallest == uplink
                ? Finding.Wrong(
                    port.Name,
                    $"its MTU is {port.Mtu}, the uplink {uplink.Name}'s {uplink.Mtu}: longer frames of the guest are lost",
                    cure
                )
                : Finding.Doubtful(
                    port.Name,
                    $"its MTU is {port.Mtu}, the bridge {bridge.Name}'s {bridge.Mtu}: the host may lose longer frames",
                    cure
                );
        }
    }
}
