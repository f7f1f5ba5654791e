using Xen.Hotplug.Common.Confirmation;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>confirm: keeps what start or stop --confirm has changed.</summary>
internal sealed class ConfirmCommand(Invocation invocation)
{
    private readonly PendingChanges _pending = new();

    internal static int Run(Invocation invocation, ShadowOptions options)
    {
        options.RefuseConfirm(invocation.Words.Command);
        options.RefuseVlans(invocation.Words.Command);
        var command = new ConfirmCommand(invocation);
        using var turn = ShadowTurn.Take(invocation);
        var names = ShadowOptions.ReadNamed(invocation.Words);
        if (names.Count == 0)
            names = command._pending.List();
        if (names.Count == 0)
            throw new HotplugException(
                "nothing is pending: it was confirmed already, or taken back; see bridge-shadow status"
            );
        var status = ExitStatus.Success;
        foreach (var name in names)
        {
            if (!command.TryConfirm(name))
                status = ExitStatus.Failure;
        }
        return status;
    }

    /// <summary>One interface's failure does not stop the others.</summary>
    private bool TryConfirm(InterfaceName name)
    {
        try
        {
            Confirm(name);
            return true;
        }
        catch (HotplugException exception)
        {
            invocation.ReportError($"{name}: {exception.Message}");
            return false;
        }
    }

    private void Confirm(InterfaceName name)
    {
        var change =
            _pending.TryRead(name)
            ?? throw new HotplugException(
                $"nothing is pending: it was confirmed already, or taken back; see bridge-shadow status {name}"
            );
        if (change.Changed is not { } changed)
            throw new HotplugException(
                $"the change is not complete, and is taken back in {change.SecondsLeft} s; wait for that, or complete it by the same command once more"
            );
        if (!ProofOfReach.IsGivenSince(changed))
            throw new HotplugException(
                $"this session was opened before the network changed, so it does not show that the host can be reached; log in once more, and confirm there within {change.SecondsLeft} s"
            );
        if (invocation.Options.DryRun)
        {
            StandardStreams.WriteLine(RevertPlanner.Disarming(_pending, name).Command);
            return;
        }
        _pending.Disarm(name);
        StandardStreams.WriteLine($"{name} stays as it is");
        invocation.Report($"{name} was confirmed in a session that was opened after the change");
    }
}
