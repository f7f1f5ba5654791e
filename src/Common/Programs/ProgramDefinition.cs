namespace Xen.Hotplug.Common.Programs;

/// <summary>What a program says of itself: its help, and what it takes.</summary>
public sealed class ProgramDefinition
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The commands, in the order in which they are listed; each returns the exit status.</summary>
    public required IReadOnlyList<(string Name, Func<Invocation, int> Run)> Commands { get; init; }

    /// <summary>What follows the command in the usage line.</summary>
    public required string Operands { get; init; }

    /// <summary>The keys of KEY=VALUE words that it knows, with what each means.</summary>
    public IReadOnlyList<(string Key, string Meaning)> Keys { get; init; } = [];

    /// <summary>Whether there is a status to print as JSON.</summary>
    public bool HasJson { get; init; }

    /// <summary>Whether it changes anything, so that its changes can be printed, or left out.</summary>
    public bool ChangesThings { get; init; } = true;

    /// <summary>The exit status for an error.</summary>
    public int FailureStatus { get; init; } = ExitStatus.Failure;

    /// <summary>The program's own options, added to the common ones.</summary>
    public Action<ProgramOptions> AddOptions { get; init; } = static _ => { };

    internal IEnumerable<string> CommandNames
    {
        get
        {
            foreach (var (name, _) in Commands)
                yield return name;
        }
    }

    internal string Help(ProgramOptions options)
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine($"Usage: {Name} [OPTION...] {string.Join('|', CommandNames)} {Operands}".TrimEnd());
        text.WriteLine(Summary);
        if (Keys.Count > 0)
        {
            text.WriteLine();
            text.WriteLine("Keys:");
            foreach (var (key, meaning) in Keys)
                text.WriteLine($"  {key, -12} {meaning}");
        }
        text.WriteLine();
        text.WriteLine("Options:");
        options.WriteDescriptions(text);
        return text.ToString();
    }
}
