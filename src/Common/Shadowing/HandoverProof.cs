using Xen.Hotplug.Common.Changes;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What shows that the network still works once it is handed over, while all can still be undone.</summary>
/// <param name="Before">Comes right before the handover.</param>
/// <param name="After">Comes right after it; what fails here undoes the handover too.</param>
public sealed record HandoverProof(Plan Before, Plan After)
{
    /// <summary>Nothing is asked.</summary>
    public static HandoverProof None => new(new Plan(), new Plan());
}
