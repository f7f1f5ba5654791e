using Xen.Hotplug.Common.Confirmation;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>revert: waits until the time is up, and takes back what nobody has confirmed. It is what --confirm arms.</summary>
internal sealed class RevertCommand(Invocation invocation, ShadowOptions options)
{
    private const int MostTries = 30;

    private const int PauseInMilliseconds = 10_000;

    private readonly PendingChanges _pending = new();

    internal static int Run(Invocation invocation, ShadowOptions options)
    {
        options.RefuseConfirm(invocation.Words.Command);
        if (invocation.Options.DryRun)
            throw new HotplugException(
                "revert has no dry run; see what is pending by bridge-shadow status, and try the command that it names with --dry-run"
            );
        ShadowTurn.RequireRoot(invocation);
        var command = new RevertCommand(invocation, options);
        var names = ShadowOptions.ReadNamed(invocation.Words);
        if (names.Count == 0)
            names = command._pending.List();
        var status = ExitStatus.Success;
        foreach (var name in names)
        {
            if (!command.Revert(name))
                status = ExitStatus.Failure;
        }
        return status;
    }

    private bool Revert(InterfaceName name)
    {
        _pending.Claim(name);
        for (var left = MostTries; ; left--)
        {
            WaitUntilDue(name);
            if (_pending.TryRead(name) == null || TryChange(name))
                return true;
            // The host may be out of reach, so it is worth another try.
            if (left == 1)
                return false;
            BootClock.WaitUntil(BootClock.Now + PauseInMilliseconds);
            invocation.ThrowIfEnded();
        }
    }

    private bool TryChange(InterfaceName name)
    {
        try
        {
            return ShadowRun.Revert(invocation, options, name) == ExitStatus.Success;
        }
        catch (HotplugException exception) when (exception is not EndedBySignalException)
        {
            invocation.ReportError($"{name}: {exception.Message}");
            return false;
        }
    }

    /// <summary>Another change may be pending by then, with a time of its own.</summary>
    private void WaitUntilDue(InterfaceName name)
    {
        while (_pending.TryRead(name) is { } change && change.Deadline > BootClock.Now)
            BootClock.WaitUntil(change.Deadline);
    }
}
