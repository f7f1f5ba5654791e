using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>Whether nftables' rules that look at guarded ports are there: somebody may have flushed them, and left the sets.</summary>
public static class GuardRules
{
    /// <summary>Asks the kernel; null where it does not tell, as it does not without root.</summary>
    public static bool? AreInPlace()
    {
        try
        {
            using var guards = new Guards();
            return guards.IsDeclared;
        }
        catch (NetlinkException)
        {
            return null;
        }
    }
}
