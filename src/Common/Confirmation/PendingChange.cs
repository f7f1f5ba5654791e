using System.Globalization;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Confirmation;

/// <summary>A change that is taken back unless somebody confirms it.</summary>
/// <param name="Command">The command that takes it back: start or stop.</param>
/// <param name="Deadline">Until when, in milliseconds of <see cref="BootClock"/>.</param>
/// <param name="Changed">When the change was complete, by the same clock; null while it is being made.</param>
/// <param name="Reverter">What takes it back.</param>
public sealed record PendingChange(string Command, long Deadline, long? Changed, Reverter Reverter)
{
    /// <summary>The command that takes a stop back.</summary>
    public const string Start = "start";

    /// <summary>The command that takes a start back.</summary>
    public const string Stop = "stop";

    private const string CommandKey = "command";
    private const string DeadlineKey = "deadline";
    private const string ChangedKey = "changed";
    private const string UnitKey = "unit";
    private const string ProcessKey = "process";
    private const string StartedKey = "started";

    /// <summary>The seconds that are left, rounded up; 0 once the time is up.</summary>
    public long SecondsLeft => Math.Max(0, (Deadline - BootClock.Now + 999) / 1000);

    /// <summary>As lines KEY=VALUE.</summary>
    internal string Format()
    {
        var text = $"{CommandKey}={Command}\n{DeadlineKey}={Deadline}\n";
        if (Changed is { } changed)
            text += $"{ChangedKey}={changed}\n";
        return Reverter switch
        {
            { Unit: { } unit } => $"{text}{UnitKey}={unit}\n",
            { Process: > 0 } => $"{text}{ProcessKey}={Reverter.Process}\n{StartedKey}={Reverter.Started}\n",
            _ => text,
        };
    }

    /// <summary>Reads what <see cref="Format"/> wrote; null if the text is something else.</summary>
    internal static PendingChange? Parse(string text)
    {
        var values = KeyFile.Parse(text);
        return values.GetValueOrDefault(CommandKey) is Start or Stop && Number(DeadlineKey) is { } deadline
            ? new PendingChange(
                values[CommandKey],
                deadline,
                Number(ChangedKey),
                new Reverter(values.GetValueOrDefault(UnitKey), (int)(Number(ProcessKey) ?? 0), Number(StartedKey) ?? 0)
            )
            : null;

        long? Number(string key) =>
            long.TryParse(
                values.GetValueOrDefault(key),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null;
    }
}
