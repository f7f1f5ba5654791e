using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Bridging;

/// <summary>
/// Plans the changes of one link. It keeps the state that the link will be in after the changes so far, and
/// adds a change only where that differs from what is asked for.
/// </summary>
/// <param name="kernel">Carries the changes out; never used while planning.</param>
/// <param name="plan">Where the changes go.</param>
/// <param name="link">The link as it is now.</param>
public sealed class LinkPlan(INetworkChanges kernel, Plan plan, Link link)
{
    private bool _mayVanish;

    // Errors speak of the link by the name that it has now, not by the one that it would have got.
    private string CurrentName { get; } = link.Name;

    /// <summary>Plans the changes of a link that may vanish before they are made, and then counts as changed.</summary>
    public static LinkPlan IfStillThere(INetworkChanges kernel, Plan plan, Link link) =>
        new(kernel, plan, link) { _mayVanish = true };

    /// <summary>Where the changes go.</summary>
    public Plan Plan { get; } = plan;

    /// <summary>The link as it will be after the changes planned so far.</summary>
    public Link Link { get; private set; } = link;

    private string Device => $"ip link set dev {Text.ShellWord(Link.Name)}";

    /// <summary>Sets the link up.</summary>
    public void SetUp()
    {
        if (Link.IsUp)
            return;
        var index = Link.Index;
        Add($"{Device} up", () => kernel.SetUp(index), $"{Device} down", () => kernel.SetDown(index));
        Link = Link with { Flags = Link.Flags | LinkFlags.Up };
    }

    /// <summary>Sets the link down.</summary>
    public void SetDown()
    {
        if (!Link.IsUp)
            return;
        var index = Link.Index;
        Add($"{Device} down", () => kernel.SetDown(index), $"{Device} up", () => kernel.SetUp(index));
        Link = Link with { Flags = Link.Flags & ~LinkFlags.Up };
    }

    /// <summary>Renames the link.</summary>
    public void SetName(string name)
    {
        if (Link.Name == name)
            return;
        var (index, before) = (Link.Index, Link.Name);
        Add(
            $"{Device} name {Text.ShellWord(name)}",
            () => kernel.SetName(index, name),
            $"ip link set dev {Text.ShellWord(name)} name {Text.ShellWord(before)}",
            () => kernel.SetName(index, before)
        );
        Link = Link with { Name = name };
    }

    /// <summary>Gives the link an alias; null takes it away.</summary>
    public void SetAlias(string? alias)
    {
        if (Link.Alias == alias)
            return;
        var (index, before) = (Link.Index, Link.Alias);
        Add(
            $"{Device} alias {Text.ShellWord(alias ?? "")}",
            () => kernel.SetAlias(index, alias ?? ""),
            $"{Device} alias {Text.ShellWord(before ?? "")}",
            () => kernel.SetAlias(index, before ?? "")
        );
        Link = Link with { Alias = alias };
    }

    /// <summary>Gives the link a MAC address.</summary>
    public void SetAddress(MacAddress address)
    {
        if (Link.Address == address)
            return;
        if (Link.Address is not { } before)
            throw new HotplugException($"{CurrentName} cannot be a port of a bridge: it is not an Ethernet link");
        Set("address", kernel.SetAddress, before, address);
        Link = Link with { Address = address };
    }

    /// <summary>Sets the link's MTU.</summary>
    public void SetMtu(int mtu)
    {
        if (Link.Mtu == mtu)
            return;
        Set("mtu", kernel.SetMtu, Link.Mtu, mtu);
        Link = Link with { Mtu = mtu };
    }

    /// <summary>Stops the kernel from making IPv6 addresses for the link, which as a port has no use for them.</summary>
    public void StopAddressGeneration()
    {
        if (Link.Inet6AddressGenerationMode is not { } before || before == AddressGeneration.None)
            return;
        var index = Link.Index;
        Add(
            $"{Device} addrgenmode none",
            () => kernel.SetInet6AddressGenerationMode(index, AddressGeneration.None),
            $"{Device} addrgenmode {AddressGeneration.Name(before)}",
            () => kernel.SetInet6AddressGenerationMode(index, before)
        );
        Link = Link with { Inet6AddressGenerationMode = AddressGeneration.None };
    }

    /// <summary>Takes the addresses off the link; those that went with its setting down are passed over.</summary>
    public void RemoveAddresses(IReadOnlyList<LinkAddress> addresses)
    {
        // The last first: what takes them back then adds them in their order, in which the first is the primary one.
        foreach (var address in addresses.Reverse())
        {
            var device = Text.ShellWord(Link.Name);
            Add(
                $"ip address delete {address} dev {device}",
                () => IgnoreGone(() => kernel.DeleteAddress(address)),
                $"ip address replace {address} dev {device}",
                () => kernel.AddAddress(address)
            );
        }
    }

    /// <summary>Makes the link a port of a bridge, moving it from another one if need be.</summary>
    /// <param name="bridge">The bridge.</param>
    /// <param name="before">The bridge that it is a port of now, or null.</param>
    public void AddToBridge(Link bridge, Link? before)
    {
        if (Link.MasterIndex == bridge.Index)
            return;
        var (index, beforeIndex, mask) = (Link.Index, Link.MasterIndex, Link.GroupForwardMask);
        Add(
            $"{Device} master {Text.ShellWord(bridge.Name)}",
            () => kernel.SetMaster(index, bridge.Index),
            before == null ? $"{Device} nomaster" : $"{Device} master {Text.ShellWord(before.Name)}",
            () => Rejoin(index, beforeIndex, mask)
        );
        Link = Link with { MasterIndex = bridge.Index, GroupForwardMask = 0 };
    }

    /// <summary>Has the bridge treat frames to some of 01:80:c2:00:00:0x like all others, by a bit for each x.</summary>
    public void SetGroupForwardMask(int mask)
    {
        if (Link.GroupForwardMask == mask)
            return;
        var (index, before) = (Link.Index, Link.GroupForwardMask);
        Add(
            $"{Device} type bridge_slave group_fwd_mask 0x{mask:x}",
            () => kernel.SetGroupForwardMask(index, mask),
            $"{Device} type bridge_slave group_fwd_mask 0x{before:x}",
            () => kernel.SetGroupForwardMask(index, before)
        );
        Link = Link with { GroupForwardMask = mask };
    }

    /// <summary>Takes the link off the bridge that it is a port of.</summary>
    /// <param name="bridge">That bridge, for the undo command.</param>
    public void RemoveFromBridge(Link? bridge)
    {
        if (Link.MasterIndex == 0)
            return;
        var (index, beforeIndex, mask) = (Link.Index, Link.MasterIndex, Link.GroupForwardMask);
        Add(
            $"{Device} nomaster",
            () => kernel.SetMaster(index, 0),
            $"{Device} master {Text.ShellWord(bridge?.Name ?? $"if{beforeIndex}")}",
            () => Rejoin(index, beforeIndex, mask)
        );
        Link = Link with { MasterIndex = 0 };
    }

    /// <summary>Puts the link back on a bridge as it was: a port that leaves its bridge leaves its mask there.</summary>
    private void Rejoin(int index, int bridgeIndex, int mask)
    {
        kernel.SetMaster(index, bridgeIndex);
        if (bridgeIndex != 0 && mask != 0)
            kernel.SetGroupForwardMask(index, mask);
    }

    private void Set<T>(string property, Action<int, T> set, T before, T after)
    {
        var index = Link.Index;
        Add(
            $"{Device} {property} {after}",
            () => set(index, after),
            $"{Device} {property} {before}",
            () => set(index, before)
        );
    }

    private void Add(string command, Action apply, string undoCommand, Action undo) =>
        Plan.Add(
            new Change(command, _mayVanish ? () => IgnoreGone(apply) : apply)
            {
                UndoCommand = undoCommand,
                // A link that is gone has nothing left to restore.
                Undo = () => IgnoreGone(undo),
            }
        );

    private static void IgnoreGone(Action action)
    {
        try
        {
            action();
        }
        catch (NetlinkException exception) when (exception.IsGone)
        {
            // Asked for and already so.
        }
    }
}
