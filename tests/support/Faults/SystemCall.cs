using System.Text.RegularExpressions;

namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>A system call as strace -yy shows it: what it is to the program, not only how it is called.</summary>
/// <param name="Name">Such as sendto.</param>
/// <param name="Kind">Such as "netlink request".</param>
/// <param name="Line">The line itself.</param>
public sealed partial record SystemCall(string Name, string Kind, string Line)
{
    /// <summary>Reads the calls of a trace, in their order; lines that tell of signals and ends are passed over.</summary>
    public static IReadOnlyList<SystemCall> ReadAll(string trace) =>
        [.. trace.Split('\n').Select(line => TryRead(line)).OfType<SystemCall>()];

    /// <summary>The call that strace tampered with, or at which it killed; null if there was none.</summary>
    public static SystemCall? FindFault(string trace)
    {
        var calls = ReadAll(trace);
        return calls.FirstOrDefault(call => call.Line.EndsWith("(INJECTED)", StringComparison.Ordinal))
            ?? (
                calls.Count > 0 && trace.Contains("+++ killed by SIGKILL", StringComparison.Ordinal) ? calls[^1] : null
            );
    }

    private static SystemCall? TryRead(string line)
    {
        var match = Form().Match(line);
        if (!match.Success)
            return null;
        var (name, arguments) = (match.Groups[1].Value, match.Groups[2].Value);
        return new SystemCall(name, KindOf(name, arguments), line.TrimEnd());
    }

    private static string KindOf(string name, string arguments)
    {
        var descriptor = Descriptor().Match(arguments).Groups[1].Value;
        return name switch
        {
            "sendto" or "sendmsg" when IsNetlink(descriptor) => CallKind.NetlinkRequest,
            "recvfrom" or "recvmsg" when IsNetlink(descriptor) => CallKind.NetlinkAnswer,
            "sendto" or "write" when IsStore(descriptor) => CallKind.StoreRequest,
            "read" or "recvfrom" when IsStore(descriptor) => CallKind.StoreAnswer,
            "openat" when IsOfRuntime(arguments) => CallKind.RuntimeOpen,
            "openat" => CallKind.Open,
            "fork" or "vfork" or "clone" or "clone3" or "execve" => arguments.Contains(
                "CLONE_THREAD",
                StringComparison.Ordinal
            )
                ? CallKind.ThreadStart
                : CallKind.ProcessStart,
            "socket" or "bind" or "connect" => CallKind.Connecting,
            "fcntl" when arguments.Contains("F_OFD_SETLK", StringComparison.Ordinal) => CallKind.Locking,
            "poll" when arguments.Contains("<UNIX-STREAM", StringComparison.Ordinal) => CallKind.StoreWait,
            "write" or "pwrite64" or "ftruncate" when descriptor.StartsWith('/') => CallKind.FileWrite,
            "write" when StandardStream().IsMatch(arguments) => CallKind.Output,
            "mkdir" or "rename" or "unlink" => CallKind.NameChange,
            "getdents64" => CallKind.Listing,
            _ => CallKind.Other,
        };
    }

    private static bool IsNetlink(string descriptor) => descriptor.StartsWith("NETLINK", StringComparison.Ordinal);

    private static bool IsStore(string descriptor) => descriptor.StartsWith("UNIX-STREAM", StringComparison.Ordinal);

    /// <summary>What the runtime opens before Main, and when it first needs the clock's zone.</summary>
    private static bool IsOfRuntime(string arguments) => RuntimePath().IsMatch(arguments);

    [GeneratedRegex(@"^(?:\d+ +)?([a-z0-9_]+)\((.*)$")]
    private static partial Regex Form();

    [GeneratedRegex(@"^\d+<([^>]*)")]
    private static partial Regex Descriptor();

    // Not every pipe: the runtime tells itself of signals by one.
    [GeneratedRegex("^[12]<")]
    private static partial Regex StandardStream();

    [GeneratedRegex("\"(/sys/|/proc/self/|/proc/meminfo|/dev/urandom|/etc/localtime|/usr/share/zoneinfo)")]
    private static partial Regex RuntimePath();
}
