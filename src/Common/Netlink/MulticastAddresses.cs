using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>The multicast MAC addresses that somebody gave a link by hand (<c>ip maddress add</c>), which netlink knows nothing of.</summary>
internal static class MulticastAddresses
{
    private const nuint AddMulticast = 0x8931; // SIOCADDMULTI of linux/sockios.h
    private const nuint DeleteMulticast = 0x8932; // SIOCDELMULTI
    private const nuint GetName = 0x8910; // SIOCGIFNAME

    // struct ifreq of linux/if.h: a name of 16 bytes, then a union; in it an index, or struct sockaddr with a family first.
    private const int RequestLength = 40;
    private const int UnionOffset = 16;
    private const int HardwareAddressOffset = UnionOffset + 2;

    /// <summary>/proc/net/dev_mcast: index, name, users, whether one was made by hand, and the address.</summary>
    internal static List<MacAddress> List(int linkIndex)
    {
        var addresses = new List<MacAddress>();
        foreach (var line in (RegularFile.TryRead("/proc/self/net/dev_mcast", out _) ?? "").Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (
                words is [var index, _, _, not "0", { Length: 2 * MacAddress.Length } digits]
                && index == $"{linkIndex}"
                && MacAddress.FromBytes(Convert.FromHexString(digits)) is { } address
            )
                addresses.Add(address);
        }
        return addresses;
    }

    /// <summary>Gives a link an address; it may have it already.</summary>
    internal static void Add(NetlinkSocket socket, int linkIndex, MacAddress address) =>
        Change(socket, AddMulticast, linkIndex, address);

    /// <summary>Takes an address off a link; it may have lost it already.</summary>
    internal static void Delete(NetlinkSocket socket, int linkIndex, MacAddress address) =>
        Change(socket, DeleteMulticast, linkIndex, address);

    private static unsafe void Change(NetlinkSocket socket, nuint what, int linkIndex, MacAddress address)
    {
        var request = stackalloc byte[RequestLength];
        *(int*)(request + UnionOffset) = linkIndex;
        var error = Control(socket, GetName, request);
        if (error == Errno.None)
        {
            new Span<byte>(request + UnionOffset, RequestLength - UnionOffset).Clear();
            address.ToBytes().CopyTo(new Span<byte>(request + HardwareAddressOffset, MacAddress.Length));
            error = Control(socket, what, request);
        }
        if (!error.IsOneOf([Errno.None, Errno.EEXIST, Errno.ENOENT]))
            throw new NetlinkException(
                error,
                attempt: $"change the multicast address {address} of link number {linkIndex}"
            );
    }

    private static unsafe Errno Control(NetlinkSocket socket, nuint what, byte* request)
    {
        while (LibC.DeviceControl(socket.DescriptorNumber, what, request) != 0)
        {
            if (LibC.LastError is var error && error != Errno.EINTR)
                return error;
        }
        return Errno.None;
    }
}
