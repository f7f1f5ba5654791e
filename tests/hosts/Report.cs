namespace Xen.Hotplug.Hosts;

/// <summary>What the checks of a case came to: a line each, shown as it comes.</summary>
internal sealed class Report(string name, TextWriter log)
{
    private readonly List<string> _lines = [];

    internal IReadOnlyList<string> Lines => _lines;

    /// <summary>A check passed if <paramref name="wrong"/> is empty, else that is why it failed.</summary>
    internal void Check(string what, string wrong, string seen = "")
    {
        var text = wrong == "" ? seen : string.Join("; ", wrong.Split('\n'));
        var line = $"{(wrong == "" ? "passed" : "FAILED")}  {name}: {what}{(text == "" ? "" : $": {text}")}";
        _lines.Add(line);
        Console.WriteLine(line);
        Note(line);
    }

    /// <summary>Something for the case's log alone.</summary>
    internal void Note(string text) => log.WriteLine($"{DateTime.UtcNow:HH:mm:ss.f} {text}");
}
