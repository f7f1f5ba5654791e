using System.Globalization;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Processes;

/// <summary>What /proc/PID/stat says of a process.</summary>
/// <param name="Parent">The process that started it, or has adopted it; 0 if that is out of sight.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session, by the number of the leader; 0 if that is out of sight.</param>
/// <param name="Terminal">The number of its controlling terminal; 0 for none.</param>
/// <param name="Started">When it began, in milliseconds of <see cref="BootClock"/>, rounded down to a tick.</param>
public sealed record ProcessState(int Parent, int Group, int Session, int Terminal, long Started)
{
    /// <summary>The kernel counts in ticks there, 100 in a second (USER_HZ).</summary>
    public const int TickInMilliseconds = 10;

    // Counted from the third field, which is the first behind the name.
    private const int ParentField = 1;
    private const int GroupField = 2;
    private const int SessionField = 3;
    private const int TerminalField = 4;
    private const int StartField = 19;

    /// <summary>Reads it; null if there is no such process, or it cannot be seen.</summary>
    public static ProcessState? TryRead(int id) => Parse(RegularFile.TryRead($"/proc/{id}/stat", out _) ?? "");

    /// <summary>Reads the line of /proc/PID/stat; null if it is none.</summary>
    internal static ProcessState? Parse(string line)
    {
        // Its name stands in brackets and may have any characters.
        var words = line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            words.Length > StartField
            && Text.TryReadNumber(words[ParentField], out var parent)
            && Text.TryReadNumber(words[GroupField], out var group)
            && Text.TryReadNumber(words[SessionField], out var session)
            && int.TryParse(words[TerminalField], CultureInfo.InvariantCulture, out var terminal)
            && long.TryParse(words[StartField], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new ProcessState(parent, group, session, terminal, ticks * TickInMilliseconds)
            : null;
    }
}
