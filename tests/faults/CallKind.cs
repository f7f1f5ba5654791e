namespace Xen.Hotplug.Faults;

/// <summary>What a system call is to a program, and which errors the kernel could return for it.</summary>
internal static class CallKind
{
    internal const string NetlinkRequest = "netlink request";
    internal const string NetlinkAnswer = "netlink answer";
    internal const string StoreRequest = "store request";
    internal const string StoreAnswer = "store answer";
    internal const string StoreWait = "wait for the store";
    internal const string ProcessStart = "process start";
    internal const string ThreadStart = "thread start";
    internal const string Open = "file open";
    internal const string RuntimeOpen = "runtime's file open";
    internal const string Connecting = "socket";
    internal const string Locking = "lock";
    internal const string FileWrite = "file write";
    internal const string NameChange = "file name";
    internal const string Other = "other";

    private static readonly Dictionary<string, string[]> s_errors = new()
    {
        [NetlinkRequest] = ["ENOMEM", "EINTR", "EAGAIN", "EBUSY"],
        [NetlinkAnswer] = ["ENOMEM", "EINTR", "EAGAIN", "ENOBUFS"],
        [StoreRequest] = ["ENOMEM", "EINTR", "EAGAIN"],
        [StoreAnswer] = ["ENOMEM", "EINTR", "EAGAIN"],
        [StoreWait] = ["ENOMEM", "EINTR"],
        [ProcessStart] = ["ENOMEM", "EAGAIN"],
        // The runtime retries none of its own: what they fail with is told by one error as well as by another.
        [ThreadStart] = ["EAGAIN"],
        [RuntimeOpen] = ["ENOMEM"],
        [Open] = ["ENOMEM", "EINTR", "EAGAIN", "EBUSY"],
        [Connecting] = ["ENOMEM", "EAGAIN"],
        [Locking] = ["ENOMEM", "EINTR"],
        [FileWrite] = ["ENOMEM", "EINTR", "EAGAIN"],
        [NameChange] = ["ENOMEM", "EBUSY"],
        [Other] = [],
    };

    /// <summary>The system calls to look for.</summary>
    internal static IReadOnlyList<string> SystemCalls { get; } =
    [
        "sendto",
        "recvfrom",
        "read",
        "write",
        "poll",
        "openat",
        "vfork",
        "clone",
        "clone3",
        "socket",
        "bind",
        "connect",
        "fcntl",
        "mkdir",
    ];

    /// <summary>All errors that are tried with any kind.</summary>
    internal static IReadOnlyList<string> Errors { get; } =
    [.. s_errors.Values.SelectMany(errors => errors).Distinct()];

    /// <summary>Whether calls of that kind are made to fail with an error, or killed at (SIGKILL).</summary>
    internal static bool IsTried(string kind, string fault) =>
        fault == Fault.Kill ? kind != Other : s_errors[kind].Contains(fault);

    /// <summary>Whether an error of the call is to be survived: our programs try again what a signal has interrupted.</summary>
    internal static bool MustSurvive(string fault) => fault == "EINTR";
}
