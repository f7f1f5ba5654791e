namespace Xen.Hotplug.Common.Netlink;

/// <summary>What can be told of any table of links.</summary>
public static class LinkTableExtensions
{
    /// <summary>The name of the link with that index, or ifN where there is no such link.</summary>
    public static string NameOf(this ILinkTable links, int index) => links.FindLink(index)?.Name ?? $"if{index}";

    /// <summary>The link whose first name that is; the kernel finds a link by its alternative names too.</summary>
    public static Link? FindByFirstName(this ILinkTable links, string name) =>
        links.FindLink(name) is { } link && link.Name == name ? link : null;

    /// <summary>The VLANs on a link.</summary>
    public static IEnumerable<Link> ListVlans(this ILinkTable links, Link parent) =>
        links
            .ListLinks()
            .Where(link => link is { Kind: "vlan", HasForeignParent: false } && link.ParentIndex == parent.Index);
}
