using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>What xenstore says of guests and their NICs.</summary>
/// <param name="Backends">The NICs that this domain serves.</param>
/// <param name="GuestsWithoutNic">Guests that have none, by number and name.</param>
/// <param name="Obstacle">Why nothing of this is known; null if it is.</param>
internal sealed record StoreReport(
    IReadOnlyList<Backend> Backends,
    IReadOnlyList<(int DomainId, string Name)> GuestsWithoutNic,
    string? Obstacle
)
{
    /// <summary>What the store would not tell, a sentence each: other domains' directories in a driver domain, or a list that changes all the time.</summary>
    internal IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>Whether guests and their NICs are known.</summary>
    internal bool IsKnown => Obstacle == null;

    /// <summary>Whether each NIC that this domain serves is among <see cref="Backends"/>.</summary>
    internal bool HasAllBackends { get; init; } = true;

    /// <summary>Asks the store.</summary>
    internal static StoreReport Read()
    {
        try
        {
            return new StoreReader().Read();
        }
        catch (XenstoreException exception)
        {
            return new StoreReport([], [], CurrentUser.IsRoot ? exception.Message : "xenstore answers root alone");
        }
    }
}
