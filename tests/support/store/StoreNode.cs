namespace Xen.Hotplug.TestStore;

/// <summary>A node. It is never changed, only replaced, so two reads of the same generation saw the same.</summary>
/// <param name="Value">Any bytes.</param>
/// <param name="Children">Names, in the order in which they were made.</param>
/// <param name="Permissions">As on the wire: "n0" for "nobody but domain 0".</param>
/// <param name="Generation">Another one after each change, of the children too.</param>
internal sealed record StoreNode(
    byte[] Value,
    IReadOnlyList<string> Children,
    IReadOnlyList<string> Permissions,
    ulong Generation
)
{
    internal static StoreNode Root { get; } = new([], [], ["n0"], 0);
}

/// <summary>An error with the name that goes to the client.</summary>
internal sealed class StoreErrorException(string name) : Exception(name);
