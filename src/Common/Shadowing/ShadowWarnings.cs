using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What will not go along when a link hands its network over, said before anything is changed.</summary>
public static class ShadowWarnings
{
    /// <summary>A sentence for each thing.</summary>
    /// <param name="kernel">The kernel's links.</param>
    /// <param name="link">The link that hands its network over.</param>
    /// <param name="followers">The names of the processes that hold leases and sockets on it, and are seen to.</param>
    public static IReadOnlyList<string> Find(Rtnetlink kernel, Link link, IReadOnlyList<string> followers)
    {
        var sentences = new List<string>();
        if (link.HasXdp)
            sentences.Add(
                $"an XDP program is attached to {link.Name}; it stays with the NIC and sees frames before the bridge does"
            );
        var disciplines = kernel
            .ListQueueingDisciplines(link.Index)
            // The kernel gives the disciplines that it chooses itself the handle 0.
            .Where(discipline => discipline.Handle != 0)
            .Select(discipline => discipline.Kind)
            .Distinct()
            .ToList();
        if (disciplines.Count > 0)
            sentences.Add(
                $"tc has {Text.List(disciplines)} on {link.Name}; its rules stay with that link, set them up on its successor where they are wanted there"
            );
        foreach (var address in kernel.ListAddresses(link.Index))
        {
            if (address.IsUnverified && address.HasFlag(AddressFlag.IsDuplicate))
                sentences.Add(
                    $"the address {address} is unused, for another machine had it (dadfailed); the bridge looks for that machine again, and uses the address if it is gone"
                );
            else if (address.IsTemporary)
                sentences.Add(
                    $"the temporary address {address} becomes an ordinary one, for only the kernel can make temporary ones; it ends with its lifetime"
                );
            else if (followers.Count == 0 && address.IsLeased)
                sentences.Add(
                    $"the address {address} has a lifetime and no router advertised it, so a DHCP client holds it; it is carried over, restart the client so that it renews the lease on the bridge"
                );
        }
        foreach (var socket in BoundSockets.Find(link).Where(socket => !followers.Contains(socket.Owner?.Program)))
            sentences.Add($"{socket.Describe(link)}, which will hear nothing more; restart it afterwards");
        return sentences;
    }
}
