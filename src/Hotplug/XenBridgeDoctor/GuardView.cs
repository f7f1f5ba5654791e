using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>What guards ports on this host.</summary>
/// <param name="IsWanted">Whether the host guards ports that come online.</param>
/// <param name="Records">What is noted of each guarded port.</param>
/// <param name="HasRules">Whether the rules are there that look at them; null where that cannot be told.</param>
/// <param name="GroupForwardMask">What guarded ports have for it, and keep when their guard is flushed; 0 for nothing.</param>
/// <param name="UsesIptables">Whether iptables guards them, and accepts what they send in FORWARD.</param>
/// <param name="Obstacle">Why nothing of this is known; null where it is.</param>
internal sealed record GuardView(
    bool IsWanted,
    IReadOnlyList<GuardRecord> Records,
    bool? HasRules,
    int GroupForwardMask = 0,
    bool UsesIptables = false,
    string? Obstacle = null
)
{
    internal static GuardView Read(Settings settings, ILinkTable links)
    {
        if (!CurrentUser.IsRoot)
            return new GuardView(false, [], null, Obstacle: "the firewall shows its rules to root alone");
        try
        {
            using var firewall = new FirewallChoice(settings, links);
            return new GuardView(
                firewall.IsGuardWanted,
                firewall.Current.ListGuards(),
                (firewall.Current as NftablesFirewall)?.AreRulesThere,
                firewall.Current.GroupForwardMask,
                firewall.Current is IptablesFirewall
            );
        }
        catch (HotplugException exception)
        {
            return new GuardView(false, [], null, Obstacle: exception.Message);
        }
    }
}
