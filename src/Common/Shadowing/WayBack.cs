using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// How a change of places is taken back. Of a router that is as much as the change itself, and hardly ever needed: it is put
/// together when it is.
/// </summary>
/// <param name="exchange">The exchange between the links as the change leaves them.</param>
/// <param name="handover">What the one that had the network gets again.</param>
internal abstract class WayBack(ShadowExchange exchange, Handover handover)
{
    /// <summary>What the one that had the network gets again.</summary>
    internal Handover Handover => handover;

    /// <summary>Whether the one that had the network has all of it until the originals are taken off.</summary>
    internal required bool IsIntact { get; init; }

    /// <summary>The way back once the originals are gone.</summary>
    internal abstract Move Move { get; }

    /// <summary>The way back as long as they are there.</summary>
    internal abstract RequestBatch WhileIntact { get; }

    protected ShadowExchange Exchange => exchange;
}

/// <summary>The way back of a start.</summary>
/// <param name="exchange">The exchange between the links as the start leaves them.</param>
/// <param name="handover">What the NIC gets again.</param>
/// <param name="isUp">Whether the NIC was up.</param>
internal sealed class WayBackToNic(ShadowExchange exchange, Handover handover, bool isUp) : WayBack(exchange, handover)
{
    internal override Move Move => isUp ? Exchange.ToNic(Handover) : Exchange.ToNicThatIsDown(Handover);

    internal override RequestBatch WhileIntact => Exchange.BackToIntactNic(Handover);
}

/// <summary>The way back of a stop.</summary>
/// <param name="exchange">The exchange between the links as the stop leaves them.</param>
/// <param name="handover">What the bridge gets again.</param>
/// <param name="copies">What the NIC got.</param>
internal sealed class WayBackToBridge(ShadowExchange exchange, Handover handover, Handover copies)
    : WayBack(exchange, handover)
{
    internal override Move Move => Exchange.ToBridge(Handover);

    internal override RequestBatch WhileIntact => Exchange.BackToIntactBridge(Handover, copies);
}
