using System.Text;

namespace Xen.Hotplug.Common.Managers;

/// <summary>What is noted of a manager that takes part in a start or a stop.</summary>
/// <param name="IsSettled">Whether it was told all; false while a start or stop is at work, and after one that was killed or could not tell it all.</param>
/// <param name="Facts">What the manager must know later.</param>
internal sealed record ManagerNote(bool IsSettled, IReadOnlyDictionary<string, string> Facts)
{
    private const string SettledKey = "settled";
    private const string Yes = "yes";
    private const string No = "no";

    /// <summary>As lines KEY=VALUE.</summary>
    internal string Format()
    {
        var text = new StringBuilder($"{SettledKey}={(IsSettled ? Yes : No)}\n");
        foreach (var (key, value) in Facts)
            text.Append($"{key}={value}\n");
        return text.ToString();
    }

    /// <summary>Whether a text is a note that says that its manager was not told all.</summary>
    internal static bool IsUnsettled(string text) => KeyFile.Parse(text).GetValueOrDefault(SettledKey) == No;

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    internal static ManagerNote Parse(string text)
    {
        var facts = new Dictionary<string, string>(KeyFile.Parse(text));
        _ = facts.Remove(SettledKey, out var settled);
        return new ManagerNote(settled == Yes, facts);
    }
}
