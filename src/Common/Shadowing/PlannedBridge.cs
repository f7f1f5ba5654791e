using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>The bridge of an interface: one that is there, or one that the plan makes.</summary>
/// <param name="Reference">The bridge, under the name that it has before the change of places.</param>
/// <param name="IsUp">Whether it is up then.</param>
internal sealed record PlannedBridge(LinkReference Reference, bool IsUp)
{
    /// <summary>A bridge that is there.</summary>
    internal static PlannedBridge Of(Link bridge) => new(LinkReference.To(bridge), bridge.IsUp);

    /// <summary>A bridge that is made first, under its spare name.</summary>
    internal static PlannedBridge ToBeMade(Link nic) =>
        new(new LinkReference(new LinkIndex(), ShadowNames.Spare(nic.Index)), IsUp: false);
}
