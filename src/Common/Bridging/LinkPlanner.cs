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
public sealed class LinkPlanner(INetworkChanges kernel, Plan plan, Link link)
{
    private bool _mayVanish;
    private PortVlans _vlans = new();

    // The MAC address for which the bridge has an entry that stays; null if that is not known of any.
    private MacAddress? _pinned;
    private bool _isBridgeFiltering;
    private bool _hasOwnVlans;

    // Errors speak of the link by the name that it has now, not by the one that it would have got.
    private string CurrentName { get; } = link.Name;

    /// <summary>Plans the changes of a link that may vanish before they are made, and then counts as changed.</summary>
    public static LinkPlanner IfStillThere(INetworkChanges kernel, Plan plan, Link link) =>
        new(kernel, plan, link) { _mayVanish = true };

    /// <summary>Where the changes go.</summary>
    public Plan Plan { get; } = plan;

    /// <summary>The link as it will be after the changes planned so far.</summary>
    public Link Link { get; private set; } = link;

    private LinkReference Reference => LinkReference.To(Link);

    private static RequestBatch Batch => new();

    /// <summary>Sets the link up.</summary>
    public void SetUp()
    {
        if (Link.IsUp)
            return;
        Add(Batch.SetUp(Reference), Batch.SetDown(Reference));
        Link = Link with { Flags = Link.Flags | LinkFlags.Up };
    }

    /// <summary>Sets the link down.</summary>
    public void SetDown()
    {
        if (!Link.IsUp)
            return;
        Add(Batch.SetDown(Reference), Batch.SetUp(Reference));
        Link = Link with { Flags = Link.Flags & ~LinkFlags.Up };
    }

    /// <summary>Renames the link.</summary>
    public void SetName(string name)
    {
        if (Link.Name == name)
            return;
        Add(Batch.SetName(Reference, name), Batch.SetName(Reference.Named(name), Link.Name));
        Link = Link with { Name = name };
    }

    /// <summary>Gives the link an alias; null takes it away.</summary>
    public void SetAlias(string? alias)
    {
        if (Link.Alias == alias)
            return;
        Add(Batch.SetAlias(Reference, alias ?? ""), Batch.SetAlias(Reference, Link.Alias ?? ""));
        Link = Link with { Alias = alias };
    }

    /// <summary>Gives the link a MAC address.</summary>
    public void SetAddress(MacAddress address)
    {
        if (Link.Address == address)
            return;
        if (Link.Address is not { } before)
            throw new HotplugException($"{CurrentName} cannot be a port of a bridge: it is not an Ethernet link");
        Add(Batch.SetAddress(Reference, address), Batch.SetAddress(Reference, before));
        Link = Link with { Address = address };
    }

    /// <summary>Sets the link's MTU.</summary>
    public void SetMtu(int mtu)
    {
        if (Link.Mtu == mtu)
            return;
        Add(Batch.SetMtu(Reference, mtu), Batch.SetMtu(Reference, Link.Mtu));
        Link = Link with { Mtu = mtu };
    }

    /// <summary>Stops the kernel from making IPv6 addresses for the link, which as a port has no use for them.</summary>
    public void StopAddressGeneration()
    {
        if (Link.Inet6AddressGenerationMode is not { } before || before == AddressGeneration.None)
            return;
        Add(
            Batch.SetAddressGeneration(Reference, AddressGeneration.None),
            Batch.SetAddressGeneration(Reference, before)
        );
        Link = Link with { Inet6AddressGenerationMode = AddressGeneration.None };
    }

    /// <summary>Takes the addresses off the link; those that went with its setting down are passed over.</summary>
    public void RemoveAddresses(IReadOnlyList<LinkAddress> addresses)
    {
        // The last first: what takes them back then adds them in their order, in which the first is the primary one.
        foreach (var address in addresses.Reverse())
            Add(Batch.DeleteAddress(address, Reference), Batch.AddAddressBack(address, Reference));
    }

    /// <summary>Makes the link a port of a bridge, moving it from another one if need be.</summary>
    /// <param name="bridge">The bridge.</param>
    /// <param name="before">The bridge that it is a port of now, for the undo command.</param>
    public void AddToBridge(Link bridge, Link? before)
    {
        _isBridgeFiltering = bridge.FiltersVlans;
        if (Link.MasterIndex == bridge.Index)
            return;
        Add(
            Batch.SetMaster(Reference, LinkReference.To(bridge)),
            Link.MasterIndex == 0 ? Batch.RemoveMaster(Reference) : Rejoining(before)
        );
        Link = Link with { MasterIndex = bridge.Index, PortOptions = BridgePortOptions.OfNewPort };
        _vlans = VlansOfNewPort(bridge);
        _pinned = null;
    }

    /// <summary>Notes the VLANs that the link has as a port: on its bridge again, it gets them back.</summary>
    public void NoteVlans(PortVlans vlans) => _vlans = vlans;

    /// <summary>Gives the link, a port of a bridge, the VLANs that it should have.</summary>
    public void SetVlans(PortVlans wanted)
    {
        _hasOwnVlans = true;
        if (wanted.Equals(_vlans))
            return;
        Add(Batch.ChangeVlans(Reference, wanted, _vlans), Batch.ChangeVlans(Reference, _vlans, wanted));
        _vlans = wanted;
    }

    /// <summary>Whether VLANs matter that nobody has set here, so that a hook or an administrator may set others later.</summary>
    public bool HasVlansOfOthers => _isBridgeFiltering && !_hasOwnVlans;

    /// <summary>In how many VLANs the link is, as far as they were noted or set.</summary>
    public int VlanCount => _vlans.Count;

    /// <summary>Sets options of the link as a port of its bridge.</summary>
    public void SetPortOptions(BridgePortOptions wanted)
    {
        if (Link.PortOptions == wanted)
            return;
        Add(
            Batch.SetPortOptions(Reference, wanted, Link.PortOptions),
            Batch.SetPortOptions(Reference, Link.PortOptions, wanted)
        );
        Link = Link with { PortOptions = wanted };
    }

    /// <summary>Notes the MAC address that the bridge finds behind the link for good: on its bridge again, the link gets it back.</summary>
    public void NotePin(MacAddress address) => _pinned = address;

    /// <summary>Whether the link is known to have that by now.</summary>
    public bool IsPinnedTo(MacAddress address) => _pinned == address;

    /// <summary>Has the bridge find a MAC address behind the link for good, in each of its VLANs, and sets the link's options.</summary>
    public void Pin(MacAddress address, BridgePortOptions wanted)
    {
        // In VLANs that it has got meanwhile, it has no entry.
        if (IsPinnedTo(address) && _vlans.IsEmpty)
        {
            SetPortOptions(wanted);
            return;
        }
        // The entry comes before the lock, so that no frame of the guest's is dropped.
        var (there, back) = (Batch.Pin(Reference, address), Batch);
        there.SetPortOptions(Reference, wanted, Link.PortOptions);
        if (_pinned is { } before && before != address)
        {
            there.Unpin(Reference, before);
            back.Pin(Reference, before);
        }
        back.SetPortOptions(Reference, Link.PortOptions, wanted);
        if (!IsPinnedTo(address))
            back.Unpin(Reference, address);
        Add(there, back);
        (Link, _pinned) = (Link with { PortOptions = wanted }, address);
    }

    /// <summary>Lets the bridge learn again where a MAC address is that it found behind the link for good, and sets the link's options.</summary>
    public void Unpin(BridgePortOptions wanted)
    {
        if (_pinned is not { } address)
        {
            SetPortOptions(wanted);
            return;
        }
        Add(
            Batch.SetPortOptions(Reference, wanted, Link.PortOptions).Unpin(Reference, address),
            Batch.Pin(Reference, address).SetPortOptions(Reference, Link.PortOptions, wanted)
        );
        (Link, _pinned) = (Link with { PortOptions = wanted }, null);
    }

    /// <summary>Plans changes of another link in the same plan, which may vanish before they are made.</summary>
    public LinkPlanner Beside(Link other) => IfStillThere(kernel, Plan, other);

    /// <summary>Takes the link off the bridge that it is a port of.</summary>
    /// <param name="bridge">That bridge, for the undo command.</param>
    public void RemoveFromBridge(Link? bridge)
    {
        if (Link.MasterIndex == 0)
            return;
        Add(Batch.RemoveMaster(Reference), Rejoining(bridge));
        Link = Link with { MasterIndex = 0 };
    }

    /// <summary>Puts the link back on a bridge as it was: a port that leaves its bridge leaves its options and VLANs there.</summary>
    private RequestBatch Rejoining(Link? bridge)
    {
        var master = new LinkReference(new LinkIndex(Link.MasterIndex), bridge?.Name ?? $"if{Link.MasterIndex}");
        var batch = Batch.SetMaster(Reference, master);
        if (bridge is { FiltersVlans: true })
            batch.ChangeVlans(Reference, _vlans, VlansOfNewPort(bridge));
        var options = Link.PortOptions;
        if (_pinned is { } address)
            batch.Pin(Reference, address);
        else
            // Without an entry a lock would let nothing pass.
            options = options with
            {
                IsLocked = false,
            };
        return batch.SetPortOptions(Reference, options, BridgePortOptions.OfNewPort);
    }

    private static PortVlans VlansOfNewPort(Link bridge) =>
        bridge.FiltersVlans ? PortVlans.OfNewPort(bridge.DefaultPvid) : new PortVlans();

    private void Add(RequestBatch batch, RequestBatch back) =>
        Plan.Add(
            new Change($"{batch}", _mayVanish ? () => ExecuteIfThere(batch) : () => kernel.Execute(batch))
            {
                UndoCommand = back.IsEmpty ? null : $"{back}",
                // A link that is gone has nothing left to restore.
                Undo = back.IsEmpty ? null : () => ExecuteIfThere(back),
            }
        );

    private void ExecuteIfThere(RequestBatch batch)
    {
        try
        {
            kernel.Execute(batch);
        }
        catch (NetlinkException exception) when (exception.IsGone || exception.IsUnsupported)
        {
            // Asked for and already so; or it is no port of a bridge any more.
        }
    }
}
