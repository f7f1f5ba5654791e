using System.Net;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.Common.Confirmation;

/// <summary>
/// Asks an interface's default gateways, by ARP and neighbour discovery, before a change and after it. If some answered before
/// and none does afterwards, nobody could come to confirm, so the change is a failure at once.
/// </summary>
/// <param name="kernel">The kernel.</param>
/// <param name="name">The interface; which link has the name may change.</param>
public sealed class GatewayCheck(Rtnetlink kernel, InterfaceName name)
{
    private HashSet<IPAddress> _answered = [];

    // The kernel asks three times, a second apart, before it gives up.
    private static TimeSpan Limit => TimeSpan.FromSeconds(4);
    private static TimeSpan Pause => TimeSpan.FromMilliseconds(10);

    /// <summary>Plans both questions.</summary>
    public HandoverProof Plan()
    {
        var (before, after) = HandoverProof.None;
        before.Add(new Change($"# note which default gateways of {name} answer", Note));
        after.Add(
            new Change("# ask them once more, and take all back if none of them answers", Require)
            {
                Summary = "to ask the default gateways once more",
            }
        );
        return new HandoverProof(before, after);
    }

    private void Note()
    {
        var gateways = FindGateways();
        _answered = Ask(gateways, gateways.Count);
    }

    private void Require()
    {
        if (_answered.Count > 0 && Ask(_answered, 1).Count == 0)
            throw new HotplugException(
                $"{Text.List([.. _answered.Select(gateway => $"{gateway}")])} answered before, and no longer {(_answered.Count == 1 ? "does" : "do")}"
            );
    }

    /// <summary>But for those whose MAC address was set for good: the kernel never asks them.</summary>
    private HashSet<IPAddress> FindGateways()
    {
        if (kernel.FindLink(name.Value) is not { } link)
            return [];
        var gateways = kernel
            .ListRoutesOver(link.Index)
            .Where(route => route.IsDefault)
            .SelectMany(route => route.FindRouters(link.Index))
            .ToHashSet();
        gateways.ExceptWith(Find(link, gateways).Values.Where(it => it.IsPermanent).Select(it => it.Destination));
        return gateways;
    }

    /// <summary>Asks them all, until so many have answered, or the time is up.</summary>
    /// <returns>Those that answered.</returns>
    private HashSet<IPAddress> Ask(HashSet<IPAddress> gateways, int enough)
    {
        var answered = new HashSet<IPAddress>();
        if (gateways.Count == 0 || kernel.FindLink(name.Value) is not { } link)
            return answered;
        var target = LinkReference.To(link);
        var batch = new RequestBatch();
        var known = Find(link, gateways);
        foreach (var gateway in gateways)
            batch.AskNeighbour(known.GetValueOrDefault(gateway) ?? Neighbour.Unknown(gateway), target);
        kernel.Execute(batch);
        _ = Polling.Until(
            Limit,
            Pause,
            () =>
            {
                answered.UnionWith(
                    Find(link, gateways).Values.Where(it => it.HasAnswered).Select(it => it.Destination)
                );
                return answered.Count >= enough;
            }
        );
        return answered;
    }

    private Dictionary<IPAddress, Neighbour> Find(Link link, HashSet<IPAddress> gateways) =>
        kernel
            .ListNeighbours(link.Index)
            .Where(neighbour => !neighbour.IsProxy && gateways.Contains(neighbour.Destination))
            // The kernel may list one twice while its table grows.
            .DistinctBy(neighbour => neighbour.Destination)
            .ToDictionary(neighbour => neighbour.Destination);
}
