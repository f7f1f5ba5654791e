using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>Links.</content>
public sealed partial class RequestBatch
{
    /// <summary>Sets a link up.</summary>
    public RequestBatch SetUp(LinkReference link) => Set(link, "up", () => LinkRequests.SetUp(link.Index));

    /// <summary>Sets a link down.</summary>
    public RequestBatch SetDown(LinkReference link) => Set(link, "down", () => LinkRequests.SetDown(link.Index));

    /// <summary>Renames a link; before Linux 6.2 it must be down.</summary>
    public RequestBatch SetName(LinkReference link, string name) =>
        Set(link, $"name {Text.ShellWord(name)}", () => LinkRequests.SetName(link.Index, name));

    /// <summary>Gives a link a text for people to read; an empty one takes it away.</summary>
    public RequestBatch SetAlias(LinkReference link, string alias) =>
        Set(link, $"alias {Text.ShellWord(alias)}", () => LinkRequests.SetAlias(link.Index, alias));

    /// <summary>Gives a link a MAC address.</summary>
    public RequestBatch SetAddress(LinkReference link, MacAddress address) =>
        Set(link, $"address {address}", () => LinkRequests.SetAddress(link.Index, address));

    /// <summary>Sets a link's MTU, in bytes.</summary>
    public RequestBatch SetMtu(LinkReference link, int mtu) =>
        Set(link, $"mtu {mtu}", () => LinkRequests.SetMtu(link.Index, mtu));

    /// <summary>
    /// Sets the MTU of a bridge by way of another one, also where it is this already. From then on the bridge keeps it: until
    /// its MTU is changed once, a bridge takes the smallest one of its ports (br_mtu_auto_adjust of net/bridge/br_if.c).
    /// </summary>
    public RequestBatch PinMtu(LinkReference bridge, int mtu) => SetMtu(bridge, MtuBeside(mtu)).SetMtu(bridge, mtu);

    /// <summary>Makes a link a port of another, moving it from a third if need be.</summary>
    public RequestBatch SetMaster(LinkReference port, LinkReference master) =>
        Set(port, $"master {master.Word}", () => LinkRequests.SetMaster(port.Index, master.Index));

    /// <summary>Takes a link off the one that it is a port of.</summary>
    public RequestBatch RemoveMaster(LinkReference port) =>
        Set(port, "nomaster", () => LinkRequests.SetMaster(port.Index, 0));

    /// <summary>Sets how a link makes IPv6 addresses (IN6_ADDR_GEN_MODE_* of linux/if_link.h).</summary>
    public RequestBatch SetAddressGeneration(LinkReference link, byte mode, params Errno[] tolerated) =>
        Add(
            $"ip link set dev {link.Word} addrgenmode {AddressGeneration.Name(mode)}",
            () => LinkRequests.SetInet6AddressGenerationMode(link.Index, mode),
            tolerated
        );

    /// <summary>
    /// Makes a bridge, without spanning tree and forward delay. The request that makes it has the MAC address, so that neither
    /// a later port nor udev's policy for MAC addresses changes it. With the MTU it is the other way round: only one that is
    /// set on a bridge that is there, in place of another, is kept. So the bridge is made with another MTU than the one that
    /// it is to have, which <see cref="SetMtu"/> then sets.
    /// </summary>
    public RequestBatch CreateBridge(string name, MacAddress address, int mtu) =>
        Add(
            $"ip link add name {Text.ShellWord(name)} address {address} mtu {MtuBeside(mtu)} type bridge forward_delay 0 stp_state 0",
            () => LinkRequests.CreateBridge(name, address, MtuBeside(mtu))
        );

    /// <summary>
    /// Whether the MTU may be one that <see cref="PinMtu"/> sets for an instant. Those are odd, and few others are.
    /// </summary>
    public static bool MayBePassing(int mtu) => mtu % 2 != 0;

    /// <summary>An odd MTU near another. It is larger, since links on top of a bridge shrink with it and do not grow again.</summary>
    private static int MtuBeside(int mtu)
    {
        const int largest = 65535; // ETH_MAX_MTU of linux/if_ether.h
        const int belowInet6 = 1279; // With IPV6_MIN_MTU of linux/ipv6.h the kernel begins IPv6 on a link.
        if (!MayBePassing(mtu))
            return mtu + 1;
        return mtu is largest or belowInet6 ? mtu - 2 : mtu + 2;
    }

    /// <summary>Deletes a link, if it is still there.</summary>
    public RequestBatch DeleteLink(LinkReference link) =>
        Add($"ip link delete dev {link.Word}", () => LinkRequests.Delete(link.Index), Errno.ENODEV);

    private RequestBatch Set(LinkReference link, string what, Func<MessageWriter> write) =>
        Add($"ip link set dev {link.Word} {what}", write);
}
