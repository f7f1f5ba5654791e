namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>What a system call is to a program, and which errors the kernel could return for it.</summary>
public static class CallKind
{
    public const string NetlinkRequest = "netlink request";
    public const string NetlinkAnswer = "netlink answer";
    public const string StoreRequest = "store request";
    public const string StoreAnswer = "store answer";
    public const string StoreWait = "wait for the store";
    public const string ProcessStart = "process start";
    public const string ThreadStart = "thread start";
    public const string Open = "file open";
    public const string RuntimeOpen = "runtime's file open";
    public const string Connecting = "socket";
    public const string Locking = "lock";
    public const string FileWrite = "file write";
    public const string NameChange = "file name";
    public const string Listing = "directory";
    public const string Output = "output";
    public const string Other = "other";

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
        [Listing] = ["ENOMEM"],
        [Output] = ["ENOMEM"],
        [Other] = [],
    };

    /// <summary>The system calls of a hotplug event, in groups that take about the same time.</summary>
    public static IReadOnlyList<string[]> OfEvents { get; } =
    [
        ["sendto", "recvfrom"],
        ["read", "write", "poll", "socket", "bind", "connect", "fcntl", "mkdir"],
        ["openat", "vfork", "clone", "clone3"],
    ];

    /// <summary>All errors that are tried with any kind.</summary>
    public static IReadOnlyList<string> Errors { get; } = [.. s_errors.Values.SelectMany(errors => errors).Distinct()];

    /// <summary>Whether calls of that kind are made to fail with an error, or killed at (SIGKILL).</summary>
    public static bool IsTried(string kind, string fault) =>
        fault == Fault.Kill ? kind != Other : s_errors[kind].Contains(fault);

    /// <summary>Whether a program must survive an error of the call: our programs try again what a signal has interrupted.</summary>
    public static bool MustSurvive(string fault) => fault == "EINTR";
}
