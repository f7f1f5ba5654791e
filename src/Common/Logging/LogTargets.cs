using System.Globalization;
using System.Text;
using NLog;
using NLog.Common;
using NLog.Targets;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Logging;

/// <summary>A target without layouts, which needs no initialising: NLog would look for them by reflection.</summary>
internal abstract class PlainTarget : Target
{
    /// <inheritdoc/>
    protected sealed override void WriteFailedNotInitialized(
        AsyncLogEventInfo logEvent,
        Exception? initializeException
    ) => Write(logEvent);
}

/// <summary>Appends a line a message to a file, in one write, so that programs that write at once do not mix their lines.</summary>
internal sealed class LogFileTarget(string path, string identifier) : PlainTarget
{
    private const int OpenFlags = LibC.O_WRONLY | LibC.O_APPEND | LibC.O_NONBLOCK;
    private const uint FileMode = 0x1a0; // rw-r-----
    private const uint DirectoryMode = 0x1e8; // rwxr-x---

    private Descriptor? _file;
    private bool _isClosed;

    protected override void Write(LogEventInfo logEvent)
    {
        if (_isClosed)
            return;
        _file ??= OpenTrusted();
        _isClosed =
            _file == null
            || _file.WriteAll(Encoding.UTF8.GetBytes(LogLine.Format(logEvent, identifier, withTime: true)))
                != Errno.None;
    }

    /// <summary>Null if root should not write: others could have laid it there.</summary>
    private Descriptor? OpenTrusted()
    {
        var file = Descriptor.TryOpenOrMake(path, OpenFlags, FileMode, DirectoryMode, out _);
        if (file == null || TrustedFile.WhyDistrusted(file, path) == null)
            return file;
        file.Dispose();
        return null;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _file?.Dispose();
        _isClosed = true;
    }
}

/// <summary>Sends messages to the local syslog daemon (RFC 3164's form, as every /dev/log takes it), facility daemon.</summary>
internal sealed class SyslogTarget(string identifier) : PlainTarget
{
    private const string SocketPath = "/dev/log";
    private const int DaemonFacility = 3 << 3;

    private DatagramSocket? _socket;
    private bool _isClosed;

    protected override void Write(LogEventInfo logEvent)
    {
        if (_isClosed)
            return;
        _socket ??= DatagramSocket.TryConnect(SocketPath);
        var message = Encoding.UTF8.GetBytes(
            $"<{DaemonFacility + Severity(logEvent.Level)}>{identifier}: {Text.OneLine(logEvent.Message)}"
        );
        _isClosed = _socket?.TrySend(message) != true;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _socket?.Dispose();
        _isClosed = true;
    }

    /// <summary>LOG_* of syslog.h.</summary>
    private static int Severity(LogLevel level) =>
        level.Ordinal switch
        {
            >= 4 => 3,
            3 => 4,
            2 => 6,
            _ => 7,
        };
}

/// <summary>Prints messages on standard error, for --verbose.</summary>
internal sealed class StandardErrorTarget(string identifier) : PlainTarget
{
    protected override void Write(LogEventInfo logEvent) =>
        StandardStreams.WriteError(LogLine.Format(logEvent, identifier, withTime: false));
}

/// <summary>The form of a line in the log.</summary>
internal static class LogLine
{
    internal static string Format(LogEventInfo logEvent, string identifier, bool withTime)
    {
        var line = $"{identifier} {logEvent.Level.Name.ToLowerInvariant()}: {Text.OneLine(logEvent.Message)}\n";
        return withTime
            ? $"{logEvent.TimeStamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {line}"
            : line;
    }
}
