using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>What guards ports on this host.</summary>
internal enum GuardKind
{
    None,
    Nftables,

    /// <summary>nftables, but nobody has been guarded yet, or somebody has flushed the rules that look at ports.</summary>
    NftablesWithoutRules,

    Iptables,
}

/// <summary>The guards of this host's ports.</summary>
/// <param name="Kind">What guards them.</param>
/// <param name="IsWanted">Whether the host guards ports that come online.</param>
/// <param name="Records">What is noted of each guarded port.</param>
internal sealed record GuardView(GuardKind Kind, bool IsWanted, IReadOnlyList<GuardRecord> Records)
{
    /// <summary>Why nothing of this is known, or null.</summary>
    internal string? Obstacle { get; private init; }

    internal static GuardView Read(Settings settings, ILinkTable links)
    {
        if (!CurrentUser.IsRoot)
            return Unseen("the firewall shows its rules to root alone");
        try
        {
            using var choice = new FirewallChoice(settings, links);
            return new GuardView(
                KindOf(choice.Current),
                new AntispoofPolicy(settings).WantsGuard(choice.Current),
                choice.Current.ListGuards()
            );
        }
        catch (HotplugException exception)
        {
            return Unseen(exception.Message);
        }
    }

    /// <summary>Whether ports are noted as guarded, and the rules are gone that look at them.</summary>
    internal bool IsFlushed => Kind == GuardKind.NftablesWithoutRules && Records.Count > 0;

    internal bool IsGuarded(Link port) => Records.Any(record => record.Index == port.Index);

    /// <summary>Whether a port shows that it was guarded once.</summary>
    internal bool WasGuarded(Link port) =>
        Kind is GuardKind.Nftables or GuardKind.NftablesWithoutRules && NftablesFirewall.WasGuarded(port);

    private static GuardView Unseen(string obstacle) => new(GuardKind.None, false, []) { Obstacle = obstacle };

    private static GuardKind KindOf(IFirewall firewall) =>
        firewall switch
        {
            NftablesFirewall { AreRulesThere: true } => GuardKind.Nftables,
            NftablesFirewall => GuardKind.NftablesWithoutRules,
            IptablesFirewall => GuardKind.Iptables,
            _ => GuardKind.None,
        };
}
