using System.Diagnostics;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Logging;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Programs;

/// <summary>How a program was called, after its options were taken out.</summary>
public sealed class Invocation : IDisposable
{
    /// <summary>The file of defaults of the hotplug programs.</summary>
    public const string ConfigurationPath = "/etc/xen/xen-hotplug.conf";

    /// <summary>The variable (and key of the configuration file) that sets the lowest level that is logged.</summary>
    public const string LogLevelKey = "XEN_HOTPLUG_LOG";

    private readonly ProgramDefinition _definition;
    private readonly Func<string, string?> _environment;
    private HotplugLog? _log;
    private Settings? _settings;
    private SignalWatch? _signals;
    private IReadOnlyDictionary<string, string>? _configuration;

    internal Invocation(
        ProgramDefinition definition,
        ProgramOptions options,
        KeyValueWords words,
        Func<string, string?> environment
    )
    {
        _definition = definition;
        _environment = environment;
        Options = options;
        Words = words;
    }

    /// <summary>The options.</summary>
    public ProgramOptions Options { get; }

    /// <summary>The other words.</summary>
    public KeyValueWords Words { get; }

    /// <summary>The values of the keys; reading them reads the configuration file.</summary>
    public Settings Settings => _settings ??= new Settings(Words.Values, _environment, () => Configuration);

    /// <summary>The log; opening it needs no file yet.</summary>
    public HotplugLog Log => _log ??= HotplugLog.Open(_definition.Name, LogLevel, Options.Verbose);

    private string? LogLevel
    {
        get
        {
            try
            {
                return Settings.Find(LogLevelKey);
            }
            catch (HotplugException)
            {
                // What needs the configuration file says what is wrong with it. The log opens without it.
                return null;
            }
        }
    }

    private IReadOnlyDictionary<string, string> Configuration =>
        _configuration ??= AssignmentFile.TryRead(ConfigurationPath) ?? new Dictionary<string, string>();

    /// <summary>Carries out the command that was asked for.</summary>
    /// <returns>The exit status.</returns>
    /// <exception cref="UsageException">The program has no such command.</exception>
    internal int RunCommand()
    {
        foreach (var (name, run) in _definition.Commands)
        {
            if (name == Words.Command)
                return run(this);
        }
        throw new UsageException(
            $"Unknown command: {Text.Printable(Words.Command ?? "")}\nValid commands are: {string.Join(", ", _definition.CommandNames)}"
        );
    }

    /// <summary>Notes the keys of the arguments that mean nothing here; a later toolstack may well send new ones.</summary>
    public void NoteUnknownKeys()
    {
        foreach (var key in Words.Values.Keys)
        {
            if (!_definition.Keys.Any(known => known.Key == key))
                Log.Info($"ignored the unknown key {Text.Printable(key)}");
        }
    }

    /// <summary>For a program that takes KEY=VALUE words and a command: fails where there is another word.</summary>
    /// <exception cref="HotplugException">There is one.</exception>
    public void RefuseOperands()
    {
        if (Words.Operands is [var operand, ..])
            throw new HotplugException($"{Text.Quoted(operand)} is neither KEY=VALUE nor the first command");
    }

    /// <summary>Tells the caller something on standard output. Among the commands of a dry run it is a comment, for a shell too.</summary>
    public void Say(string message) => StandardStreams.WriteLine(Options.DryRun ? $"# {message}" : message);

    /// <summary>Tells the caller, and the log, what was survived.</summary>
    public void Warn(string message)
    {
        // With --verbose the log prints it on standard error already.
        if (!Options.Verbose)
            StandardStreams.WriteErrorLine($"{_definition.Name}: warning: {message}");
        if (!Options.DryRun || Options.Verbose)
            Log.Warn(message);
    }

    /// <summary>Tells the caller, and the log, what failed.</summary>
    public void ReportError(string message)
    {
        // With --verbose the log prints it on standard error already.
        if (!Options.Verbose)
            StandardStreams.WriteErrorLine($"{_definition.Name}: {message}");
        if (!Options.DryRun || Options.Verbose)
            Log.Error(message);
    }

    /// <summary>Notes in the log what was done; a dry run did nothing.</summary>
    public void Report(string what)
    {
        if (!Options.DryRun)
            Log.Info($"{Words.Command}: {what}");
    }

    /// <summary>Notes in the log what was done, and how long it took.</summary>
    /// <param name="what">What was done.</param>
    /// <param name="started">When it began, by <see cref="Stopwatch.GetTimestamp"/>.</param>
    public void Report(string what, long started) =>
        Report($"{what}, {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F1} ms");

    /// <summary>
    /// Makes the changes of a plan, each noted in the debug log; with --dry-run prints their commands instead. From the
    /// first change to the program's end, a hang-up is ignored, and a signal that asks for an end undoes the plan.
    /// </summary>
    /// <param name="plan">The changes.</param>
    /// <exception cref="EndedBySignalException">A signal ended it; all changes were undone.</exception>
    /// <exception cref="PlanException">One change failed; all were undone.</exception>
    public void CarryOut(Plan plan)
    {
        if (Options.DryRun)
        {
            foreach (var command in plan.Commands)
                StandardStreams.WriteLine(command);
            return;
        }
        // To watch for signals costs a thread, which an event that changes nothing does not pay.
        if (plan.Changes.Count == 0)
            return;
        _signals ??= new SignalWatch();
        try
        {
            plan.Apply(Log.Debug, _signals.WhyStop);
        }
        catch (PlanException exception) when (_signals.Received is { } signal)
        {
            throw new EndedBySignalException(signal, exception);
        }
    }

    /// <summary>Whether a signal has asked for an end.</summary>
    public bool IsEnded => _signals?.Received != null;

    /// <summary>Fails once a signal has asked for an end: for a change that waits, and between two plans.</summary>
    /// <exception cref="EndedBySignalException">One has.</exception>
    public void ThrowIfEnded()
    {
        if (_signals is { Received: { } signal } signals)
            throw new EndedBySignalException(signal, new HotplugException(signals.WhyStop()!));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals?.Dispose();
        _log?.Dispose();
    }
}
