using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// Lists links while others come and go. The kernel calls a dump inconsistent whenever any link came or went meanwhile, and on
/// a host with thousands of links, of which some always do, each one may be. What such a dump may lack is a link that changed
/// its place in the kernel's table while that was read.
/// </summary>
internal static class LinkDump
{
    private const int MostTries = 6;

    /// <summary>The links that a request asks for: all that were there from the beginning to the end.</summary>
    /// <param name="socket">Where to ask.</param>
    /// <param name="request">The request. A link that changes meanwhile may be told although it no longer fits.</param>
    /// <param name="find">Finds one link by its index.</param>
    internal static List<Link> Read(NetlinkSocket socket, MessageWriter request, Func<int, Link?> find)
    {
        var told = new Dictionary<int, Link>();
        for (var tries = 1; ; tries++)
        {
            var links = new List<Link>();
            var isConsistent = socket.TryDump(
                request,
                (type, payload) =>
                {
                    if (type == MessageType.NewLink && LinkReader.Read(payload) is { } link)
                        links.Add(link);
                }
            );
            if (isConsistent)
                return links;
            if (tries == MostTries)
                return Merge(told, links, find);
            foreach (var link in links)
                told[link.Index] = link;
            RetryPause.After(tries);
        }
    }

    /// <summary>The last dump, and what only earlier ones told, as it is now.</summary>
    internal static List<Link> Merge(Dictionary<int, Link> told, List<Link> last, Func<int, Link?> find)
    {
        var merged = new List<Link>();
        var seen = new HashSet<int>();
        foreach (var link in last)
        {
            // One may be told twice.
            if (seen.Add(link.Index))
                merged.Add(link);
        }
        foreach (var index in told.Keys)
        {
            if (!seen.Contains(index) && find(index) is { } link)
                merged.Add(link);
        }
        return merged;
    }
}
