using Mono.Options;

namespace Xen.Hotplug.Common.Programs;

/// <summary>The options of a program, on top of Mono.Options.</summary>
public sealed class ProgramOptions
{
    private readonly List<(string Prototype, string Description, Action<string> Take)> _options = [];

    /// <param name="hasJson">Whether the program has something to print as JSON.</param>
    /// <param name="changesThings">Whether it has changes to print, or to leave out.</param>
    public ProgramOptions(bool hasJson, bool changesThings = true)
    {
        Add("h|help", "print this help and stop", _ => Help = true);
        Add("V|version", "print the version and stop", _ => Version = true);
        if (changesThings)
        {
            Add("v|verbose", "print each change on standard error", _ => Verbose = true);
            Add("n|dry-run", "print the commands of all changes and change nothing", _ => DryRun = true);
        }
        if (hasJson)
            Add("json", "print JSON", _ => Json = true);
    }

    /// <summary>Print the help and stop.</summary>
    public bool Help { get; private set; }

    /// <summary>Print the version and stop.</summary>
    public bool Version { get; private set; }

    /// <summary>Print each change on standard error.</summary>
    public bool Verbose { get; private set; }

    /// <summary>Print the commands and change nothing.</summary>
    public bool DryRun { get; private set; }

    /// <summary>Print the status as JSON.</summary>
    public bool Json { get; private set; }

    /// <summary>Adds an option of one program.</summary>
    /// <param name="prototype">As Mono.Options takes it: "config=" takes a value.</param>
    /// <param name="description">A line of help.</param>
    /// <param name="take">Told the value.</param>
    public void Add(string prototype, string description, Action<string> take) =>
        _options.Add((prototype, description, take));

    /// <summary>Takes the options out of the arguments.</summary>
    /// <returns>The other words, in order.</returns>
    /// <exception cref="HotplugException">An option is unknown or lacks its value.</exception>
    public IReadOnlyList<string> Parse(IReadOnlyList<string> arguments)
    {
        // Toolstacks give none: Mono.Options, whose regular expression takes longer than the rest of parsing, may rest then.
        if (!arguments.Any(argument => argument.StartsWith('-')))
            return arguments;
        List<string> words;
        try
        {
            words = OptionSet().Parse(arguments);
        }
        catch (OptionException exception)
        {
            throw new HotplugException(Text.OneLine(exception.Message.TrimEnd('.')), exception);
        }
        // Mono.Options hands over what it does not know.
        var unknown = words.Find(word => word.StartsWith('-'));
        return unknown == null
            ? words
            : throw new HotplugException($"unknown option {Text.Printable(unknown)}; --help lists the options");
    }

    /// <summary>Writes a line for each option.</summary>
    public void WriteDescriptions(TextWriter output) => OptionSet().WriteOptionDescriptions(output);

    private WordOptionSet OptionSet()
    {
        var set = new WordOptionSet();
        foreach (var (prototype, description, take) in _options)
            set.Add(prototype, description, take);
        return set;
    }

    /// <summary>
    /// Mono.Options takes a word that begins with a slash for an option too; here it is a word. It also takes a value
    /// for an option that has none (--dry-run=no) and turns it on all the same; here such a word is unknown.
    /// </summary>
    private sealed class WordOptionSet : OptionSet
    {
        protected override bool Parse(string argument, OptionContext c)
        {
            // The value of the option before it may be anything.
            if (c.Option != null)
                return base.Parse(argument, c);
            return !argument.StartsWith('/') && !GivesValueToSwitch(argument) && base.Parse(argument, c);
        }

        private bool GivesValueToSwitch(string argument)
        {
            if (!GetOptionParts(argument, out _, out var name, out _, out var value))
                return false;
            if (Contains(name))
                return value != null && this[name].OptionValueType == OptionValueType.None;
            if (name.Length > 1 && name[^1] is '+' or '-' && Contains(name[..^1]))
                return true;
            // One dash and several letters are several switches, of which none has a value.
            return value != null && argument[0] == '-' && argument[1] != '-' && Contains(name[..1]);
        }
    }
}
