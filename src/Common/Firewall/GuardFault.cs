namespace Xen.Hotplug.Common.Firewall;

/// <summary>Why a guard that is noted does not hold.</summary>
/// <param name="Reason">Half a sentence.</param>
/// <param name="Command">What mends it on the host; null if the ports have to come online again.</param>
public sealed record GuardFault(string Reason, string? Command = null);
