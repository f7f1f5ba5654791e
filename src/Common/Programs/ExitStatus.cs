namespace Xen.Hotplug.Common.Programs;

/// <summary>What the programs exit with; status follows the Linux Standard Base.</summary>
public static class ExitStatus
{
    /// <summary>Done, or nothing to do.</summary>
    public const int Success = 0;

    /// <summary>An error, in one sentence on standard error.</summary>
    public const int Failure = 1;

    /// <summary>Of status alone: not running, that is, the bridge is not there.</summary>
    public const int NotRunning = 3;

    /// <summary>Added to the number of the signal that ended the program, as shells do.</summary>
    public const int EndedBySignal = 128;
}
