using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Confirmation;

/// <summary>Whether a session shows that the host can be reached: one does that was opened after the network had changed.</summary>
public static class ProofOfReach
{
    /// <summary>Whether the session of this process was opened after a moment.</summary>
    /// <param name="moment">In milliseconds of the clock since the boot.</param>
    public static bool IsGivenSince(long moment) => IsGivenSince(moment, Environment.ProcessId, ProcessState.TryRead);

    /// <summary>
    /// sudo and script open a session inside another one. So every session counts, from this process up to the daemon that let
    /// the user in; that daemon has no terminal.
    /// </summary>
    internal static bool IsGivenSince(long moment, int process, Func<int, ProcessState?> find)
    {
        var state = find(process);
        if (state == null)
            return false;
        do
        {
            if (find(state.Session) is not { } leader || leader.Started < moment)
                return false;
        } while (state.Terminal != 0 && (state = find(state.Parent)) is { Terminal: not 0 });
        return true;
    }
}
