using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Nftables;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What will not go along when a link hands its network over, said before anything is changed.</summary>
public static class ShadowWarnings
{
    private const uint Infinite = 0xffffffff;
    private const ushort QdiscKind = 1; // TCA_KIND of linux/rtnetlink.h
    private const uint Temporary = 1; // IFA_F_TEMPORARY
    private const uint ManagedByKernel = 1 | 0x100; // IFA_F_TEMPORARY, IFA_F_MANAGETEMPADDR

    /// <summary>A sentence for each thing.</summary>
    /// <param name="kernel">The kernel's links.</param>
    /// <param name="link">The link that hands its network over.</param>
    public static IReadOnlyList<string> Find(Rtnetlink kernel, Link link)
    {
        var sentences = new List<string>();
        if (link.HasXdp)
            sentences.Add(
                $"an XDP program is attached to {link.Name}; it stays with the NIC and sees frames before the bridge does"
            );
        var disciplines = kernel
            .ListQueueingDisciplines(link.Index)
            .Where(record => IsSetByHand(record, link.Index))
            .Select(KindOf)
            .Distinct()
            .ToList();
        if (disciplines.Count > 0)
            sentences.Add(
                $"tc has {Text.List(disciplines)} on {link.Name}; its rules stay with that link, set them up on its successor where they are wanted there"
            );
        foreach (var address in kernel.ListAddresses(link.Index))
        {
            if (address.Family == AddressFamily.Inet6 && (address.Flags & Temporary) != 0)
                sentences.Add(
                    $"the temporary address {address} becomes an ordinary one, for only the kernel can make temporary ones; it ends with its lifetime"
                );
            else if (address.Scope == 0 && IsLeased(address))
                sentences.Add(
                    $"the address {address} has a lifetime and no router advertised it, so a DHCP client holds it; it is carried over, restart the client so that it renews the lease on the bridge"
                );
        }
        var vlans = kernel
            .ListLinks()
            .Where(other => other.ParentIndex == link.Index && other.Kind == "vlan" && !other.HasForeignParent)
            .Select(vlan => vlan.Name)
            .ToList();
        if (vlans.Count > 0)
            sentences.Add(
                $"the VLAN {Text.List(vlans)} stays on the NIC and goes on to work; guests on the bridge do not see its frames"
            );
        var chains = FirewallRuleQuery.FindChainsWithIndex(link.Index);
        if (chains.Count > 0)
            sentences.Add(
                $"nftables' {Text.List(chains)} matches {link.Name} by its index (iif, oif) and goes on to mean that link; load the rules again afterwards, or match by name (iifname, oifname)"
            );
        sentences.AddRange(
            BoundSockets
                .Find(link)
                .Select(socket => $"{socket.Describe(link)}, which will hear nothing more; restart it afterwards")
        );
        return sentences;
    }

    /// <summary>struct ifa_cacheinfo begins with the preferred and the valid lifetime, in seconds.</summary>
    private static bool IsLeased(LinkAddress address)
    {
        const ushort cacheInformation = 6; // IFA_CACHEINFO
        const ushort protocol = 11; // IFA_PROTO
        const byte routerAdvertisement = 2; // IFAPROT_KERNEL_RA
        var cache = AttributeReader.Find(address.Attributes, cacheInformation);
        var valid = cache.Length >= 8 ? MemoryMarshal.Read<uint>(cache[4..]) : Infinite;
        var isAdvertised =
            (address.Flags & ManagedByKernel) != 0 && address.Family == AddressFamily.Inet6
            || AttributeReader.Find(address.Attributes, protocol) is [routerAdvertisement, ..];
        return valid != Infinite && !isAdvertised;
    }

    private static bool IsSetByHand(RawRecord record, int linkIndex)
    {
        if (record.Payload.Length < Marshal.SizeOf<TrafficControlHeader>())
            return false;
        var header = MemoryMarshal.Read<TrafficControlHeader>(record.Payload);
        // The kernel gives the disciplines that it chooses itself the handle 0.
        return header.LinkIndex == linkIndex && header.Handle != 0;
    }

    private static string KindOf(RawRecord record) =>
        AttributeReader.ReadText(
            AttributeReader.Find(record.Payload.AsSpan(Marshal.SizeOf<TrafficControlHeader>()), QdiscKind)
        );
}
