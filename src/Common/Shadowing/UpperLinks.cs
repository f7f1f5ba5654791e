using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Links that are built on another by its index, and that stay with it.</summary>
internal static class UpperLinks
{
    // Those that `ip link set ... type ... dev ...` binds to another link. Their kernels' changelink takes it.
    private static readonly string[] s_movable =
    [
        "vxlan",
        "gre",
        "gretap",
        "erspan",
        "ip6gre",
        "ip6gretap",
        "ip6erspan",
        "ipip",
        "sit",
        "ip6tnl",
        "vti",
        "vti6",
    ];

    // The other end of a pair is no link that it is built on; what keeps a link out of a bridge is refused.
    private static readonly string[] s_others = ["veth", "netkit", "macvlan", "macvtap", "ipvlan", "ipvtap", "macsec"];

    /// <summary>A sentence for each of them.</summary>
    internal static List<string> Describe(IReadOnlyList<Link> links, Succession succession)
    {
        var sentences = new List<string>();
        var vlans = new List<string>();
        foreach (var link in links)
        {
            var leaver = succession.Leaver.Index;
            if (link.HasForeignParent || (link.ParentIndex != leaver && link.TunnelLinkIndex != leaver))
                continue;
            if (link.Kind == "vlan")
                vlans.Add(link.Name);
            else if (!s_others.Contains(link.Kind))
                sentences.Add(Describe(link, succession));
        }
        if (vlans.Count > 0)
            sentences.Add(
                succession.LeaverEnds
                    ? $"the VLAN {Text.List(vlans)} on the bridge ends with it; make it again afterwards, on the NIC"
                    : $"the VLAN {Text.List(vlans)} stays on the NIC and goes on to work; guests on the bridge do not see its frames"
            );
        return sentences;
    }

    /// <summary>The tunnels that did not go along at an earlier start.</summary>
    internal static List<LeftHolder> Recall(IReadOnlyList<Link> links, Succession succession)
    {
        var left = new List<LeftHolder>();
        foreach (var link in links)
        {
            if (
                !link.HasForeignParent
                && link.TunnelLinkIndex == succession.Leaver.Index
                && s_movable.Contains(link.Kind)
            )
                left.Add(
                    new LeftHolder(
                        $"{Text.Printable(link.Name)} ({link.Kind}) is bound to {succession.UplinkName} by its index, and the host's packets go by {succession.Leaver.Name}",
                        Bind(link, succession.Leaver.Name)
                    )
                );
        }
        return left;
    }

    private static string Describe(Link link, Succession succession)
    {
        var leaver = succession.Leaver.Name;
        var subject = $"{Text.Printable(link.Name)} ({link.Kind}) is bound to {leaver} by its index, {succession.Fate}";
        if (!s_movable.Contains(link.Kind))
            return $"{subject}; delete it, and make it again afterwards on the link that is {leaver} then";
        return succession.LeaverEnds
            ? $"{subject}; first bind it to the NIC: {Bind(link, succession.UplinkName)}"
            : $"{subject} and carries nothing more; bind it to the bridge afterwards: {Bind(link, leaver)}";
    }

    private static string Bind(Link link, string parent) =>
        $"ip link set dev {Text.ShellWord(link.Name)} type {link.Kind} dev {Text.ShellWord(parent)}";
}
