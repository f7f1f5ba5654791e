using NLog;
using NLog.Config;
using NLog.Targets;
using NLog.Time;

namespace Xen.Hotplug.Common.Logging;

/// <summary>
/// Where messages go: a line a message in the log file, the same to syslog, and with --verbose to standard error.
/// A log that cannot be written never makes an event fail.
/// </summary>
public sealed class HotplugLog : IDisposable
{
    /// <summary>The log file of Xen's hotplug programs.</summary>
    public const string DefaultFile = "/var/log/xen/xen-hotplug.log";

    private readonly IReadOnlyList<Target> _targets;
    private readonly Logger _logger;

    private HotplugLog(Logger logger, IReadOnlyList<Target> targets) => (_logger, _targets) = (logger, targets);

    /// <summary>Opens the log of a program, once in a process: NLog's own factory, which there is anyway, keeps it.</summary>
    /// <param name="program">The program's name, syslog's identifier.</param>
    /// <param name="level">debug, info, warn, error or off; null for info.</param>
    /// <param name="verbose">Whether everything is printed on standard error too.</param>
    public static HotplugLog Open(string program, string? level, bool verbose)
    {
        // The local time zone's files need not be read for this.
        TimeSource.Current = new AccurateUtcTimeSource();
        var isKnown = TryParseLevel(level, out var lowest);
        var configuration = new LoggingConfiguration(LogManager.LogFactory);
        LogManager.AutoShutdown = false;
        // While it is empty: of what it is given now, NLog would look through all properties for layouts, by reflection.
        LogManager.Configuration = configuration;
        var identifier = $"{program}[{Environment.ProcessId}]";
        var targets = new List<Target> { new LogFileTarget(DefaultFile, identifier), new SyslogTarget(identifier) };
        foreach (var target in targets)
            configuration.AddRule(lowest, LogLevel.Off, target);
        if (verbose)
            configuration.AddRule(LogLevel.Debug, LogLevel.Off, new StandardErrorTarget(identifier));
        var log = new HotplugLog(LogManager.GetLogger(program), targets);
        if (!isKnown)
            log.Warn(
                $"XEN_HOTPLUG_LOG={Text.Printable(level ?? "")} is none of debug, info, warn, error, off; info is taken"
            );
        return log;
    }

    /// <summary>Each change as the command that a person would have typed.</summary>
    public void Debug(string message) => _logger.Debug(message);

    /// <summary>The same of several, which are not looked at unless somebody wants to know.</summary>
    public void Debug(IEnumerable<string> messages)
    {
        if (!_logger.IsDebugEnabled)
            return;
        foreach (var message in messages)
            Debug(message);
    }

    /// <summary>What an event did.</summary>
    public void Info(string message) => _logger.Info(message);

    /// <summary>What was survived.</summary>
    public void Warn(string message) => _logger.Warn(message);

    /// <summary>Why an event failed.</summary>
    public void Error(string message) => _logger.Error(message);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var target in _targets)
            target.Dispose();
    }

    private static bool TryParseLevel(string? text, out LogLevel level)
    {
        level = text switch
        {
            "trace" or "debug" => LogLevel.Debug,
            "warn" or "warning" => LogLevel.Warn,
            "err" or "error" => LogLevel.Error,
            "off" or "none" => LogLevel.Off,
            _ => LogLevel.Info,
        };
        return text is null or "" or "info" || level != LogLevel.Info;
    }
}
