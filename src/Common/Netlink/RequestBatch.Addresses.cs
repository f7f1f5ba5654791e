using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>Addresses and neighbours.</content>
public sealed partial class RequestBatch
{
    /// <summary>Gives a link an address.</summary>
    public RequestBatch AddAddress(LinkAddress address, LinkReference link) =>
        Add(
            () => $"ip address add {address.Describe()} dev {link.Word}{address.DescribeFlags()}",
            () => AddressRequests.Add(address, link.Index),
            Errno.EEXIST
        );

    /// <summary>Gives an address back to the link that it was read from, just as it was.</summary>
    public RequestBatch AddAddressBack(LinkAddress address, LinkReference link) =>
        Add(() => $"ip address replace {address} dev {link.Word}", () => AddressRequests.AddBack(address));

    /// <summary>Gives an address that a link has other flags, and by them the route to its network.</summary>
    public RequestBatch ChangeAddress(LinkAddress address, LinkReference link) =>
        Add(
            () => $"ip address change {address.Describe()} dev {link.Word}{address.DescribeFlags()}",
            () => AddressRequests.Change(address, link.Index)
        );

    /// <summary>Takes an address off a link.</summary>
    public RequestBatch DeleteAddress(LinkAddress address, LinkReference link) =>
        Add(
            () => $"ip address delete {address} dev {link.Word}",
            () => AddressRequests.Delete(address, link.Index),
            NetlinkException.Gone
        );

    /// <summary>Tells a link a neighbour.</summary>
    public RequestBatch AddNeighbour(Neighbour neighbour, LinkReference link) =>
        AddOptional(
            () =>
                neighbour.IsProxy
                    ? $"ip neighbour replace proxy {neighbour.Destination} dev {link.Word}"
                    : $"ip neighbour replace {neighbour.Destination} lladdr {neighbour.Address} dev {link.Word} nud {(neighbour.IsPermanent ? "permanent" : "stale")}",
            () => NeighbourRequests.Replace(neighbour, link.Index)
        );

    /// <summary>Has the kernel ask a neighbour of a link for its MAC address, unless that was set for good.</summary>
    internal RequestBatch AskNeighbour(Neighbour neighbour, LinkReference link) =>
        neighbour.IsPermanent
            ? this
            : AddOptional(
                () =>
                    $"ip neighbour replace {neighbour.Destination} dev {link.Word} {(neighbour.IsUsable ? "nud probe" : "use")}",
                () => NeighbourRequests.Ask(neighbour, link.Index)
            );

    /// <summary>Lets a link forget a neighbour.</summary>
    public RequestBatch DeleteNeighbour(Neighbour neighbour, LinkReference link) =>
        AddOptional(
            () => $"ip neighbour delete {(neighbour.IsProxy ? "proxy " : "")}{neighbour.Destination} dev {link.Word}",
            () => NeighbourRequests.Delete(neighbour, link.Index)
        );
}
