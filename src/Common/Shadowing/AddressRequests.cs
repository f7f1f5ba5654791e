using System.Runtime.InteropServices;
using System.Text;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Requests that give a link the addresses, neighbours and next hops of another, or take them off it.</summary>
/// <param name="origin">The link that had them when they were read.</param>
/// <param name="target">The link that gets them, or has them.</param>
internal sealed class AddressRequests(Link origin, Link target)
{
    // IFA_F_* of linux/if_addr.h.
    private const uint NoDuplicateAddressDetection = 2;

    // IFA_F_NODAD, HOMEADDRESS, MANAGETEMPADDR, NOPREFIXROUTE and MCAUTOJOIN: the other flags are for the kernel to set.
    private const uint SettableFlags = NoDuplicateAddressDetection | 0x10 | 0x100 | NoPrefixRoute | 0x400;
    private const uint NoPrefixRoute = 0x200;
    private const ushort LabelAttribute = 3; // IFA_LABEL

    private string Device => Text.ShellWord(target.Name);

    /// <summary>
    /// Adds an address. Duplicate address detection, which would keep an IPv6 address from being used for a second, is
    /// left out: the host has had the address all along.
    /// </summary>
    internal void Add(RequestBatch batch, LinkAddress address)
    {
        var isInet6 = address.Family == AddressFamily.Inet6;
        var flags = (address.Flags & SettableFlags) | (isInet6 ? NoDuplicateAddressDetection : 0);
        AddWith(batch, address, flags);
    }

    /// <summary>
    /// Adds an IPv6 address some time before it is needed, without a route to its network: the kernel adds the local
    /// route, without which the host does not know the address for its own, later, from a worker.
    /// </summary>
    internal void Prepare(RequestBatch batch, LinkAddress address) =>
        AddWith(batch, address, (address.Flags & SettableFlags) | NoDuplicateAddressDetection | NoPrefixRoute);

    private void AddWith(RequestBatch batch, LinkAddress address, uint flags) =>
        batch.Add(
            $"ip address add {address.Describe()} dev {Device}{FlagWords(flags)}",
            New(address, flags, MessageFlags.Create | MessageFlags.Exclusive),
            Errno.EEXIST
        );

    /// <summary>Gives an IPv6 address that is there the flags that it is to have, and with them the route to its network.</summary>
    internal void RestoreFlags(RequestBatch batch, LinkAddress address)
    {
        var flags = address.Flags & SettableFlags;
        batch.Add(
            $"ip address change {address.Describe()} dev {Device}{FlagWords(flags)}",
            New(address, flags, MessageFlags.Replace)
        );
    }

    private static string FlagWords(uint flags) =>
        string.Concat(
            (flags & NoDuplicateAddressDetection) != 0 ? " nodad" : "",
            (flags & 0x10) != 0 ? " home" : "",
            (flags & 0x100) != 0 ? " mngtmpaddr" : "",
            (flags & NoPrefixRoute) != 0 ? " noprefixroute" : "",
            (flags & 0x400) != 0 ? " autojoin" : ""
        );

    /// <summary>Deletes an address.</summary>
    internal void Delete(RequestBatch batch, LinkAddress address) =>
        batch.Add(
            $"ip address delete {address} dev {Device}",
            Rtnetlink.DeleteAddressRequest(address with { LinkIndex = target.Index }),
            Errno.EADDRNOTAVAIL,
            Errno.ENODEV
        );

    /// <summary>Tells the link a neighbour, so that the first packet need not wait for its MAC address.</summary>
    internal void AddNeighbour(RequestBatch batch, RawRecord neighbour)
    {
        var header = MemoryMarshal.Read<NeighbourHeader>(neighbour.Payload);
        var attributes = neighbour.Payload.AsSpan(Marshal.SizeOf<NeighbourHeader>());
        var isProxy = (header.Flags & NeighbourHeader.Proxy) != 0;
        var isPermanent = (header.State & NeighbourHeader.Permanent) != 0;
        header.LinkIndex = target.Index;
        if (!isProxy && !isPermanent)
            header.State =
                (header.State & NeighbourHeader.Reachable) != 0 ? NeighbourHeader.Reachable : NeighbourHeader.Stale;
        var destination = new System.Net.IPAddress(AttributeReader.Find(attributes, NeighbourAttribute.Destination));
        batch.AddOptional(
            isProxy
                ? $"ip neighbour replace proxy {destination} dev {Device}"
                : $"ip neighbour replace {destination} lladdr {MacAddress.FromBytes(AttributeReader.Find(attributes, NeighbourAttribute.LinkLayerAddress))} dev {Device} nud {(isPermanent ? "permanent" : "stale")}",
            new MessageWriter(
                MessageType.NewNeighbour,
                MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Replace
            )
                .Fixed(header)
                .Raw(
                    RawRecord.AttributesWithout(
                        attributes,
                        NeighbourAttribute.CacheInformation,
                        NeighbourAttribute.Probes,
                        NeighbourAttribute.Interface
                    )
                )
        );
    }

    /// <summary>Deletes a neighbour that somebody set: it would stay with the old link for good.</summary>
    internal void DeleteNeighbour(RequestBatch batch, RawRecord neighbour)
    {
        var header = MemoryMarshal.Read<NeighbourHeader>(neighbour.Payload);
        var isProxy = (header.Flags & NeighbourHeader.Proxy) != 0;
        if (!isProxy && (header.State & NeighbourHeader.Permanent) == 0)
            return;
        header.LinkIndex = target.Index;
        var destination = AttributeReader.Find(
            neighbour.Payload.AsSpan(Marshal.SizeOf<NeighbourHeader>()),
            NeighbourAttribute.Destination
        );
        batch.AddOptional(
            $"ip neighbour delete {(isProxy ? "proxy " : "")}{new System.Net.IPAddress(destination)} dev {Device}",
            new MessageWriter(MessageType.DeleteNeighbour, MessageFlags.Acknowledge)
                .Fixed(header)
                .Bytes(NeighbourAttribute.Destination, destination)
        );
    }

    /// <summary>Makes a next hop object lead over the link; all routes that use it follow at once.</summary>
    /// <param name="batch">Where the request is appended.</param>
    /// <param name="nextHop">The next hop object.</param>
    /// <param name="tolerated">The errors that do no harm.</param>
    internal void ReplaceNextHop(RequestBatch batch, RawRecord nextHop, params Errno[] tolerated)
    {
        var header = MemoryMarshal.Read<NextHopHeader>(nextHop.Payload);
        const uint settableFlags = 4; // RTNH_F_ONLINK
        header.Flags &= settableFlags;
        // The kernel works the scope out by itself, and refuses to be told.
        header.Scope = 0;
        var attributes = nextHop.Payload.AsSpan(Marshal.SizeOf<NextHopHeader>());
        batch.Add(
            $"ip nexthop replace id {LinkConfiguration.NextHopId(nextHop)} dev {Device}",
            new MessageWriter(
                MessageType.NewNextHop,
                MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Replace
            )
                .Fixed(header)
                .Raw(RawRecord.AttributesWithout(attributes, NextHopAttribute.OutputInterface))
                .Number(NextHopAttribute.OutputInterface, target.Index),
            tolerated
        );
    }

    private MessageWriter New(LinkAddress address, uint flags, MessageFlags requestFlags)
    {
        var request = new MessageWriter(MessageType.NewAddress, requestFlags | MessageFlags.Acknowledge)
            .Fixed(
                new AddressHeader
                {
                    Family = address.Family,
                    PrefixLength = address.PrefixLength,
                    Flags = (byte)flags,
                    Scope = address.Scope,
                    LinkIndex = target.Index,
                }
            )
            .Raw(RawRecord.AttributesWithout(address.Attributes, AddressAttribute.Flags, LabelAttribute))
            .Number(AddressAttribute.Flags, flags);
        var label = AttributeReader.ReadText(AttributeReader.Find(address.Attributes, LabelAttribute));
        return label.Length == 0
            ? request
            : request.Bytes(LabelAttribute, Encoding.UTF8.GetBytes(RenameLabel(label) + '\0'));
    }

    // IPv4's labels begin with the link's name, as in eth0:3.
    private string RenameLabel(string label)
    {
        var colon = label.IndexOf(':', StringComparison.Ordinal);
        var device = colon < 0 ? label : label[..colon];
        var renamed = device == origin.Name ? target.Name + label[device.Length..] : label;
        return Encoding.UTF8.GetByteCount(renamed) <= InterfaceName.MaximumLength ? renamed : target.Name;
    }
}
