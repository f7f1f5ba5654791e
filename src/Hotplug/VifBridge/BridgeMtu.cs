using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.VifBridge;

/// <summary>
/// Keeps a port from changing the MTU of its bridge, and by it the host's network. A bridge takes the smallest MTU of its
/// ports until its own has been changed once; whether it has, the kernel does not tell. So it is changed and changed back
/// where a port could make a difference. Most ports cannot, since they have the bridge's MTU.
/// </summary>
internal static class BridgeMtu
{
    private const int OfBridgeWithoutPorts = 1500; // ETH_DATA_LEN of linux/if_ether.h

    private static TimeSpan LockLimit => TimeSpan.FromSeconds(5);

    /// <summary>Plans to have the bridge keep its MTU, if the port could change it now, or when it leaves.</summary>
    /// <exception cref="HotplugException">The port would lower the bridge's MTU, and that cannot be kept without loss.</exception>
    internal static void PlanKeeping(INetwork kernel, Plan plan, Link port, PortGoal goal)
    {
        var bridge = goal.Bridge;
        var isThere = port.MasterIndex == bridge.Index && port.Mtu == goal.Mtu;
        // One that was made with an MTU, and has no ports, would lose it when its first port leaves.
        var isSuchWithoutPorts = !bridge.IsRunning && bridge.Mtu != OfBridgeWithoutPorts;
        if (isThere || goal.Mtu == bridge.Mtu && !isSuchWithoutPorts)
            return;
        // A change of the link's MTU makes the kernel forget another one of IPv6.
        if (bridge.Inet6Mtu is { } inet6 && inet6 != bridge.Mtu)
        {
            if (goal.Mtu < bridge.Mtu && !IsKept(kernel, port, bridge))
                throw WouldBeLowered(goal, inet6);
            return;
        }
        var identity = LinkReference.To(bridge);
        plan.Add(
            new Change($"{new RequestBatch().PinMtu(identity, bridge.Mtu)}", () => Keep(kernel, bridge))
            {
                Summary = $"keep the MTU of the bridge {bridge.Name}",
            }
        );
    }

    /// <summary>The bridge, read again where another event was about to have it keep its MTU.</summary>
    internal static Link Settle(ILinkTable kernel, Link bridge)
    {
        if (!RequestBatch.MayBePassing(bridge.Mtu))
            return bridge;
        using var turn = Acquire(bridge);
        return kernel.FindLink(bridge.Index) ?? bridge;
    }

    private static void Keep(INetwork kernel, Link bridge)
    {
        using var turn = Acquire(bridge);
        var now = kernel.FindLink(bridge.Index)?.Mtu ?? bridge.Mtu;
        kernel.Execute(new RequestBatch().PinMtu(LinkReference.To(bridge), now));
    }

    private static EventLock Acquire(Link bridge) => EventLock.Acquire($"the MTU of {bridge.Name}", LockLimit);

    /// <summary>A bridge that differs from the smallest of its ports has been set by hand.</summary>
    private static bool IsKept(INetwork kernel, Link port, Link bridge)
    {
        var smallest = 0;
        foreach (var other in kernel.ListPorts(bridge.Index))
            if (other.Index != port.Index && (smallest == 0 || other.Mtu < smallest))
                smallest = other.Mtu;
        return smallest != 0 && smallest != bridge.Mtu;
    }

    private static HotplugException WouldBeLowered(PortGoal goal, int inet6)
    {
        var bridge = goal.Bridge;
        var word = Text.ShellWord(bridge.Name);
        return new HotplugException(
            $"could not put {goal.Name} with mtu={goal.Mtu} on the bridge {bridge.Name}: it might lower the MTU of the bridge, {bridge.Mtu}, and to prevent that would end its IPv6 MTU of {inet6}; leave mtu= out, or run 'ip link set dev {word} mtu {bridge.Mtu + 1}; ip link set dev {word} mtu {bridge.Mtu}' first"
        );
    }
}
