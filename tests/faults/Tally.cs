using System.Globalization;
using System.Text;

namespace Xen.Hotplug.Faults;

/// <summary>What was tried, and what became of it.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Program, string Action, string Call, string Fault), TallyRow> _rows = [];
    private readonly List<string> _errors = [];

    internal int Passed => _rows.Values.Sum(row => row.Survived + row.Failed);

    internal int Failed => _rows.Values.Sum(row => row.Findings.Count) + _errors.Count;

    internal TallyRow Row(string program, string action, string call, string fault)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue((program, action, call, fault), out var row))
                _rows.Add((program, action, call, fault), row = new TallyRow());
            return row;
        }
    }

    /// <summary>Adds what kept cases from being tried.</summary>
    internal void AddError(string text)
    {
        lock (_lock)
            _errors.Add(text);
    }

    /// <summary>A kind of call that an action is known to make, and at which nothing was tried, is a failure.</summary>
    internal void Require(string program, string action, string call)
    {
        if (!_rows.Keys.Any(key => (key.Program, key.Action, key.Call) == (program, action, call)))
            AddError($"{program} {action}: no fault was ever injected at a {call}");
    }

    /// <summary>The table, and under it what was found.</summary>
    internal string Print()
    {
        var text = new StringBuilder();
        Line("program", "action", "call", "fault", "cases", "survived", "rightly", "findings");
        foreach (var ((program, action, call, fault), row) in _rows)
            Line(program, action, call, fault, N(row.Cases), N(row.Survived), N(row.Failed), N(row.Findings.Count));
        foreach (var finding in _rows.Values.SelectMany(row => row.Findings))
            text.Append(CultureInfo.InvariantCulture, $"\nFAILED  {finding.Split('\n')[0]}");
        foreach (var error in _errors)
            text.Append(CultureInfo.InvariantCulture, $"\nFAILED  {error}\n");
        return text.ToString();

        void Line(params string[] cells) =>
            text.AppendLine(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0,-26} {1,-18} {2,-28} {3,-24} {4,6} {5,9} {6,8} {7,9}",
                    cells
                )
            );
        static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>The cases of one fault at one kind of call of one action.</summary>
internal sealed class TallyRow
{
    internal int Survived { get; private set; }

    /// <summary>Failed rightly; or, after a kill, made whole by the next event.</summary>
    internal int Failed { get; private set; }

    internal List<string> Findings { get; } = [];

    internal int Cases => Survived + Failed + Findings.Count;

    internal void Passed(bool survived)
    {
        if (survived)
            Survived++;
        else
            Failed++;
    }

    /// <summary>It is shown at once too: who ends a long run early has seen it.</summary>
    internal void Found(string finding)
    {
        Findings.Add(finding);
        Console.WriteLine($"FAILED  {finding}\n");
    }
}
