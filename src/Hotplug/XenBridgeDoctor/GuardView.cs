using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>The guards of this host's ports.</summary>
/// <param name="IsWanted">Whether the host guards ports that come online.</param>
/// <param name="Records">What is noted of each guarded port, whichever firewall guards it.</param>
internal sealed record GuardView(bool IsWanted, IReadOnlyList<GuardRecord> Records)
{
    /// <summary>Why nothing of this is known, or null.</summary>
    internal string? Obstacle { get; private init; }

    /// <summary>Why no port can be guarded; null if nothing is known that keeps them from it.</summary>
    internal string? WhyRefused { get; init; }

    /// <summary>Whether iptables is told to accept what is bridged from and to guests' ports.</summary>
    internal bool AcceptsBridged { get; private init; }

    internal static GuardView Read(Settings settings, ILinkTable links)
    {
        if (!CurrentUser.IsRoot)
            return Unseen("the firewall shows its rules to root alone");
        try
        {
            using var choice = new FirewallChoice(settings, links);
            return new GuardView(new AntispoofPolicy(settings).WantsGuards(choice), choice.ListGuards())
            {
                WhyRefused = choice.FindObstacle(),
                AcceptsBridged = choice.AcceptsBridged,
            };
        }
        catch (HotplugException exception)
        {
            return Unseen(exception.Message);
        }
    }

    /// <summary>Whether any port is guarded by rules of iptables, which a rule before them would make idle.</summary>
    internal bool HasRulesOfIptables => Records.Any(record => record.IsPartial);

    /// <summary>The note of a port's guard, or null.</summary>
    internal GuardRecord? Find(Link port) => Records.FirstOrDefault(record => record.Index == port.Index);

    /// <summary>Whether a port without a guard shows that it had one.</summary>
    internal static bool WasGuarded(Link port) => NftablesFirewall.WasGuarded(port);

    private static GuardView Unseen(string obstacle) => new(false, []) { Obstacle = obstacle };
}
