using Xen.Hotplug.Common.Bridging;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>
/// A bridge whose MAC address was never set takes the lowest of its ports', and changes it when ports come and go: each
/// time, all neighbours must find the host again.
/// </summary>
internal sealed class BridgeAddressCheck : ICheck
{
    private const string Set = "3"; // NET_ADDR_SET of linux/netdevice.h

    public string Name => "bridge-address";

    public IEnumerable<Finding> Look(Host host)
    {
        foreach (var bridge in host.Bridges)
        {
            // Only sysfs tells.
            var assignment = host.Files.TryRead($"/sys/class/net/{bridge.Name}/addr_assign_type")?.Trim();
            var uplink = host
                .Shadows.FirstOrDefault(shadow => shadow.Bridge?.Index == bridge.Index && shadow.Nic != shadow.Bridge)
                ?.Nic;
            if (uplink?.Address == BackendPort.Address)
                yield return Finding.Wrong(
                    uplink.Name,
                    $"the uplink has the MAC address {BackendPort.Address}, which is for guests' ports",
                    $"ip link set dev {Text.ShellWord(uplink.Name)} address {bridge.Address}"
                );
            else if (assignment == null)
                yield return Finding.Unseen(bridge.Name, "whether its MAC address is fixed: /sys does not show it");
            else if (assignment != Set)
                yield return Finding.Doubtful(
                    bridge.Name,
                    $"its MAC address {bridge.Address} is not fixed, and may change with every port",
                    $"ip link set dev {Text.ShellWord(bridge.Name)} address {uplink?.Address ?? bridge.Address}"
                );
            else if (uplink?.Address is { } address && address != bridge.Address)
                yield return Finding.Doubtful(
                    bridge.Name,
                    $"its MAC address is {bridge.Address}, its uplink's {address}: the network may know the host by that",
                    $"ip link set dev {Text.ShellWord(bridge.Name)} address {address}"
                );
            else
                yield return Finding.Well(bridge.Name, $"its MAC address {bridge.Address} is fixed");
        }
    }
}
