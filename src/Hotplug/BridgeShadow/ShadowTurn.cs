using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.Common.Programs;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>The right to change the host's network, which one call has at a time.</summary>
internal static class ShadowTurn
{
    private static TimeSpan Limit => TimeSpan.FromSeconds(30);

    /// <summary>Events that come meanwhile wait too, and give up after 30 s.</summary>
    private static TimeSpan EventLimit => TimeSpan.FromSeconds(15);

    /// <summary>Waits for it; null for a dry run, which changes nothing.</summary>
    /// <exception cref="HotplugException">The caller is not root, or the time is up.</exception>
    internal static EventLock? Take(Invocation invocation)
    {
        if (invocation.Options.DryRun)
            return null;
        RequireRoot(invocation);
        return EventLock.Acquire("bridge-shadow", Limit);
    }

    /// <summary>
    /// Waits until no guest's port is coming or going, and has those wait that would; null for a dry run. With --force it goes
    /// on in the end without that: an event that hangs must not keep a host from being reached again.
    /// </summary>
    /// <exception cref="HotplugException">The time is up.</exception>
    internal static HandoverLock? TakeNetwork(Invocation invocation, ShadowOptions options)
    {
        if (invocation.Options.DryRun)
            return null;
        if (HandoverLock.TryAcquire(EventLimit, out var alone))
            return alone;
        var busy = $"events of guests' NICs were still being worked on after {EventLimit.TotalSeconds} s";
        if (!options.Force)
            throw new HotplugException(
                $"{busy}, so nothing was changed; try again, look for the program that holds {EventLock.DirectoryPath}/lock (lslocks), or go on with --force"
            );
        invocation.Warn($"{busy}; their ports may be lost");
        return null;
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
