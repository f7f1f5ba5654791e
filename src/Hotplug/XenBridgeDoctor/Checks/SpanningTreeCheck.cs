using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>With the spanning tree protocol, a port that comes up first listens and learns, and forwards after that.</summary>
internal sealed class SpanningTreeCheck : ICheck
{
    private const int HundredthsPerSecond = 100;
    private const int Forwarding = 3; // BR_STATE_FORWARDING of linux/if_bridge.h

    public string Name => "spanning-tree";

    public IEnumerable<Finding> Look(Host host)
    {
        // Kernels 2.4 and 2.6 wait for the forward delay in any case (br_make_forwarding of net/bridge/br_stp.c).
        var release = host.Files.TryRead("/proc/sys/kernel/osrelease") ?? "";
        var alwaysDelays = KernelRelease.Parse(release) is { Major: > 0 and < 3 };
        foreach (var bridge in host.Bridges)
        {
            var seconds = bridge.ForwardDelay / HundredthsPerSecond;
            // One after the other: with the protocol, the kernel takes no delay under 2 s.
            var device = $"ip link set dev {Text.ShellWord(bridge.Name)} type bridge";
            var uplinks = host.PortsOf(bridge)
                .Where(port => VifName.Of(port) == null)
                .Select(port => port.Name)
                .ToList();
            // Two ways into the same network are a loop without the protocol.
            var cure =
                uplinks.Count > 1
                    ? $"# wait, or leave {bridge.Name} one of {Text.List(uplinks)}: the protocol keeps them from being a loop"
                    : $"{device} stp_state 0; {device} forward_delay 0";
            if (bridge.StpEnabled)
                yield return Finding.Doubtful(
                    bridge.Name,
                    $"the spanning tree protocol is on: what a guest sends in its first {seconds * 2} s is lost (listening and learning, a forward delay of {seconds} s each)",
                    cure
                );
            else if (alwaysDelays && seconds > 0)
                yield return Finding.Doubtful(
                    bridge.Name,
                    $"what a guest sends in its first {seconds} s is lost: on this kernel, the forward delay counts without the spanning tree protocol too",
                    $"brctl setfd {Text.ShellWord(bridge.Name)} 0"
                );
            else
                yield return Finding.Well(bridge.Name, "forwards at once: no spanning tree protocol");
            foreach (var port in host.PortsOf(bridge))
            {
                // A port that is down is disabled, which is said elsewhere.
                if (BridgeStatus.PortState(port) is ("listening" or "learning" or "blocking") and var state)
                    yield return Finding.Doubtful(
                        port.Name,
                        $"the port of {bridge.Name} is {state}, and does not forward",
                        // A port goes on waiting when the protocol is gone. The kernel takes a state from us only without it.
                        uplinks.Count > 1
                            ? cure
                            : $"{cure}; bridge link set dev {Text.ShellWord(port.Name)} state {Forwarding}"
                    );
            }
        }
    }
}
