namespace Xen.Hotplug.Common.Netlink;

/// <summary>What a plan changes. Each member throws a <see cref="NetlinkException"/> where the kernel refuses.</summary>
public interface INetworkChanges
{
    /// <summary>Sets a link up.</summary>
    void SetUp(int index);

    /// <summary>Sets a link down.</summary>
    void SetDown(int index);

    /// <summary>Renames a link; before Linux 6.2 it must be down.</summary>
    void SetName(int index, string name);

    /// <summary>Gives a link a MAC address.</summary>
    void SetAddress(int index, MacAddress address);

    /// <summary>Sets a link's MTU, in bytes.</summary>
    void SetMtu(int index, int mtu);

    /// <summary>Makes a link a port of another, of whichever it was before; 0 takes it off.</summary>
    void SetMaster(int index, int masterIndex);

    /// <summary>Sets which frames to 01:80:c2:00:00:0x a bridge treats like all others, a bit each; for a port of one.</summary>
    void SetGroupForwardMask(int index, int mask);

    /// <summary>Gives a link a text for people to read; an empty one takes it away.</summary>
    void SetAlias(int index, string text);

    /// <summary>Sets how a link makes IPv6 addresses (IN6_ADDR_GEN_MODE_* of linux/if_link.h; 1 is not at all).</summary>
    void SetInet6AddressGenerationMode(int index, byte mode);

    /// <summary>Makes a bridge, without spanning tree and forward delay.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="address">
    /// Its MAC address. It is given in the request that makes the bridge, so that neither a later port nor udev's policy for
    /// MAC addresses changes it.
    /// </param>
    /// <param name="mtu">In bytes.</param>
    void CreateBridge(string name, MacAddress address, int mtu);

    /// <summary>Deletes a link.</summary>
    void DeleteLink(int index);

    /// <summary>Gives a link an address with everything that was read with it.</summary>
    void AddAddress(LinkAddress address);

    /// <summary>Takes an address off its link.</summary>
    void DeleteAddress(LinkAddress address);

    /// <summary>Carries a batch out, in one datagram.</summary>
    /// <exception cref="NetlinkException">A request failed; the others were carried out.</exception>
    void Execute(RequestBatch batch);
}
