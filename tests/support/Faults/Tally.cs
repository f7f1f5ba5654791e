using System.Globalization;
using System.Text;

namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>What was tried, and what became of it.</summary>
/// <param name="live">Where each finding is shown at once, so that somebody who ends a long run early has seen it.</param>
public sealed class Tally(TextWriter live)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Program, string Action, string Call, string Fault), TallyRow> _rows = [];
    private readonly List<string> _errors = [];

    public int Passed => _rows.Values.Sum(row => row.Survived + row.Failed);

    public int Failed => Findings.Count();

    /// <summary>All that was found wrong, and what kept cases from being tried.</summary>
    public IEnumerable<string> Findings => _rows.Values.SelectMany(row => row.Findings).Concat(_errors);

    public TallyRow Row(string program, string action, string call, string fault)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue((program, action, call, fault), out var row))
                _rows.Add((program, action, call, fault), row = new TallyRow(live));
            return row;
        }
    }

    /// <summary>Adds what kept cases from being tried.</summary>
    public void AddError(string text)
    {
        lock (_lock)
            _errors.Add(text);
        live.WriteLine($"FAILED  {text}\n");
    }

    /// <summary>A kind of call that an action is known to make, and at which nothing was tried, is a failure.</summary>
    public void Require(string program, string action, string call)
    {
        if (!_rows.Keys.Any(key => (key.Program, key.Action, key.Call) == (program, action, call)))
            AddError($"{program} {action}: no fault was ever injected at a {call}");
    }

    /// <summary>The table, and under it what was found.</summary>
    public string Print()
    {
        var text = new StringBuilder();
        Line("program", "action", "call", "fault", "cases", "survived", "rightly", "findings");
        foreach (var ((program, action, call, fault), row) in _rows)
            Line(program, action, call, fault, N(row.Cases), N(row.Survived), N(row.Failed), N(row.Findings.Count));
        foreach (var finding in Findings)
            text.Append(CultureInfo.InvariantCulture, $"\nFAILED  {finding.Split('\n')[0]}");
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
public sealed class TallyRow(TextWriter live)
{
    public int Survived { get; private set; }

    /// <summary>Failed rightly; or, after a kill, made whole by the next event.</summary>
    public int Failed { get; private set; }

    public List<string> Findings { get; } = [];

    public int Cases => Survived + Failed + Findings.Count;

    public void Passed(bool survived)
    {
        if (survived)
            Survived++;
        else
            Failed++;
    }

    public void Found(string finding)
    {
        Findings.Add(finding);
        live.WriteLine($"FAILED  {finding}\n");
    }
}
