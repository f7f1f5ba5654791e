namespace Xen.Hotplug.Common.Netlink;

/// <summary>What a plan asks of the kernel; tests answer from memory.</summary>
public interface ILinkTable
{
    /// <summary>The link of that name, or null.</summary>
    Link? FindLink(string name);

    /// <summary>The link with that index, or null.</summary>
    Link? FindLink(int index);

    /// <summary>All links of this network namespace; the cost grows with their number.</summary>
    IReadOnlyList<Link> ListLinks();

    /// <summary>All bridges.</summary>
    IReadOnlyList<Link> ListBridges();

    /// <summary>All ports of the bridge or other master with that index.</summary>
    IReadOnlyList<Link> ListPorts(int masterIndex);

    /// <summary>The IPv4 and IPv6 addresses of the link with that index.</summary>
    IReadOnlyList<LinkAddress> ListAddresses(int linkIndex);

    /// <summary>The VLANs of a bridge's port; none where the kernel has no VLAN filtering.</summary>
    PortVlans ReadVlans(int portIndex);

    /// <summary>Where a bridge sends frames for a MAC address; null if it does not know it.</summary>
    /// <param name="bridgeIndex">The bridge.</param>
    /// <param name="address">The MAC address.</param>
    /// <param name="vlan">The VLAN of the frames; 0 for none.</param>
    ForwardingEntry? FindForwarding(int bridgeIndex, MacAddress address, int vlan = 0);

    /// <summary>The entries of a bridge that somebody set; the cost grows with their number.</summary>
    IReadOnlyList<ForwardingEntry> ListLastingForwarding(int bridgeIndex);
}
