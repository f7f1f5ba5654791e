namespace Xen.Hotplug.Common.Firewall;

/// <summary>What the firewall notes of a guard.</summary>
/// <param name="Device">The name that the link was made with.</param>
/// <param name="Index">The link's index.</param>
/// <param name="Guard">The guard; null if the note is too short for all of its addresses.</param>
/// <param name="Description">What is allowed, in words; cut where it is long.</param>
public sealed record GuardRecord(string Device, int Index, PortGuard? Guard, string Description);
