using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.Common.Programs;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>The right to change the host's network, which one call has at a time.</summary>
internal static class ShadowTurn
{
    private static TimeSpan Limit => TimeSpan.FromSeconds(30);

    /// <summary>Waits for it; null for a dry run, which changes nothing.</summary>
    /// <exception cref="HotplugException">The caller is not root, or the time is up.</exception>
    internal static EventLock? Take(Invocation invocation)
    {
        if (invocation.Options.DryRun)
            return null;
        RequireRoot(invocation);
        return EventLock.Acquire("bridge-shadow", Limit);
    }

    /// <summary>Fails unless the caller is root.</summary>
    /// <exception cref="HotplugException">He is not.</exception>
    internal static void RequireRoot(Invocation invocation)
    {
        if (!CurrentUser.IsRoot)
            throw new HotplugException(
                $"{invocation.Words.Command} changes the host's network, which only root may; run it as root"
            );
    }
}
