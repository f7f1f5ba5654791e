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

    /// <summary>Makes a link a port of another, moving it from a third if need be.</summary>
    public RequestBatch SetMaster(LinkReference port, LinkReference master) =>
        Set(port, $"master {master.Word}", () => LinkRequests.SetMaster(port.Index, master.Index));

    /// <summary>Takes a link off the one that it is a port of.</summary>
    public RequestBatch RemoveMaster(LinkReference port) =>
        Set(port, "nomaster", () => LinkRequests.SetMaster(port.Index, 0));

    /// <summary>Sets which frames to 01:80:c2:00:00:0x a bridge treats like all others, a bit each; for a port of one.</summary>
    public RequestBatch SetGroupForwardMask(LinkReference port, int mask) =>
        Set(
            port,
            $"type bridge_slave group_fwd_mask 0x{mask:x}",
            () => LinkRequests.SetGroupForwardMask(port.Index, mask)
        );

    /// <summary>Sets how a link makes IPv6 addresses (IN6_ADDR_GEN_MODE_* of linux/if_link.h).</summary>
    public RequestBatch SetAddressGeneration(LinkReference link, byte mode, params Errno[] tolerated) =>
        Add(
            $"ip link set dev {link.Word} addrgenmode {AddressGeneration.Name(mode)}",
            () => LinkRequests.SetInet6AddressGenerationMode(link.Index, mode),
            tolerated
        );

    /// <summary>
    /// Makes a bridge, without spanning tree and forward delay. The request that makes it has the MAC address, so that neither
    /// a later port nor udev's policy for MAC addresses changes it.
    /// </summary>
    public RequestBatch CreateBridge(string name, MacAddress address, int mtu) =>
        Add(
            $"ip link add name {Text.ShellWord(name)} address {address} mtu {mtu} type bridge forward_delay 0 stp_state 0",
            () => LinkRequests.CreateBridge(name, address, mtu)
        );

    /// <summary>Deletes a link, if it is still there.</summary>
    public RequestBatch DeleteLink(LinkReference link) =>
        Add($"ip link delete dev {link.Word}", () => LinkRequests.Delete(link.Index), Errno.ENODEV);

    private RequestBatch Set(LinkReference link, string what, Func<MessageWriter> write) =>
        Add($"ip link set dev {link.Word} {what}", write);
}
