using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>What the firewall notes of a guard.</summary>
/// <param name="Device">The name that the link was made with.</param>
/// <param name="Index">The link's index.</param>
/// <param name="Guard">The guard; null if the note is too short for all of its addresses.</param>
/// <param name="Description">What is allowed, in words; cut where it is long.</param>
public sealed record GuardRecord(string Device, int Index, PortGuard? Guard, string Description)
{
    /// <summary>Whether iptables guards the port, which looks at less.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Why nothing looks at the port although it is noted; null if something does.</summary>
    public GuardFault? Fault { get; init; }

    /// <summary>What is wrong with the guard, on the host or on the port itself; null if nothing is.</summary>
    /// <param name="port">The link with that index.</param>
    public GuardFault? FindFault(Link port) => Fault ?? (IsPartial ? null : NftablesFaults.OfMask(port));
}
