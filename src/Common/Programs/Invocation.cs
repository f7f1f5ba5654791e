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
                // Whoever needs the configuration file says what is wrong with it; the log is opened all the same.
                return null;
            }
        }
    }

    private IReadOnlyDictionary<string, string> Configuration =>
        _configuration ??= AssignmentFile.TryRead(ConfigurationPath) ?? new Dictionary<string, string>();

    /// <summary>Notes the keys of the arguments that mean nothing here; a later toolstack may well send new ones.</summary>
    public void NoteUnknownKeys()
    {
        foreach (var key in Words.Values.Keys)
        {
            if (!_definition.Keys.Any(known => known.Key == key))
                Log.Info($"ignored the unknown key {Text.Printable(key)}");
        }
    }

    /// <summary>Tells the caller, and the log, what was survived.</summary>
    public void Warn(string message)
    {
        // With --verbose the log prints it on standard error already.
        if (!Options.Verbose)
            StandardStreams.WriteError($"{_definition.Name}: warning: {message}\n");
        if (!Options.DryRun || Options.Verbose)
            Log.Warn(message);
    }

    /// <summary>Tells the caller, and the log, what failed.</summary>
    public void ReportError(string message)
    {
        // With --verbose the log prints it on standard error already.
        if (!Options.Verbose)
            StandardStreams.WriteError($"{_definition.Name}: {message}\n");
        if (!Options.DryRun || Options.Verbose)
            Log.Error(message);
    }

    /// <summary>
    /// Makes the changes of a plan, each noted in the debug log; with --dry-run prints their commands instead.
    /// </summary>
    /// <exception cref="PlanException">One failed; all were undone.</exception>
    /// <param name="plan">The changes.</param>
    /// <param name="whyStop">As <see cref="Plan.Apply"/> takes it.</param>
    public void CarryOut(Plan plan, Func<string?>? whyStop = null)
    {
        if (Options.DryRun)
        {
            foreach (var command in plan.Commands)
                StandardStreams.Write($"{command}\n");
            return;
        }
        plan.Apply(Log.Debug, whyStop);
    }

    /// <summary>As <see cref="CarryOut"/>; a signal that asks for an end undoes what was begun, and a hang-up is ignored.</summary>
    /// <exception cref="EndedBySignalException">A signal ended it; all was undone.</exception>
    /// <exception cref="PlanException">One failed; all were undone.</exception>
    /// <param name="plan">The changes.</param>
    public void CarryOutUnlessEnded(Plan plan)
    {
        using var signals = Options.DryRun || plan.Changes.Count == 0 ? null : new SignalWatch();
        _signals = signals;
        try
        {
            CarryOut(plan, signals == null ? null : signals.WhyStop);
        }
        catch (PlanException exception) when (signals?.Received is { } signal)
        {
            throw new EndedBySignalException(signal, exception);
        }
        finally
        {
            _signals = null;
        }
    }

    /// <summary>For a change that waits: whether a signal has asked for an end.</summary>
    public bool IsEnded => _signals?.Received != null;

    /// <summary>For a change that waits: fails once a signal has asked for an end.</summary>
    /// <exception cref="HotplugException">One has.</exception>
    public void ThrowIfEnded()
    {
        if (_signals?.WhyStop() is { } reason)
            throw new HotplugException(reason);
    }

    /// <summary>The error for a command that is none.</summary>
    public UsageException UnknownCommand() =>
        new(
            $"Unknown command: {Text.Printable(Words.Command ?? "")}\nValid commands are: {string.Join(", ", _definition.Commands)}"
        );

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();
}
