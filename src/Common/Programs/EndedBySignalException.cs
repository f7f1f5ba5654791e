namespace Xen.Hotplug.Common.Programs;

/// <summary>A signal asked for an end while changes were made.</summary>
/// <param name="signal">The signal's number.</param>
/// <param name="reason">What became of the changes.</param>
public sealed class EndedBySignalException(int signal, HotplugException reason)
    : HotplugException(reason.Message, reason)
{
    /// <summary>The signal's number.</summary>
    public int Signal => signal;

    /// <summary>What the program ends with.</summary>
    public int Status => ExitStatus.EndedBySignal + signal;
}
