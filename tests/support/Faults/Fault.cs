namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>What happens at one call of a program, and then.</summary>
/// <param name="What">An error's name, or SIGKILL.</param>
/// <param name="Next">After a kill: the event that follows it.</param>
public sealed record Fault(string What, string? Next = null)
{
    public const string Kill = "SIGKILL";
    public const string Again = "again";
    public const string Opposite = "opposite";

    public bool IsKill => What == Kill;

    /// <summary>As strace wants it.</summary>
    public string Injection => IsKill ? $"signal={Kill}" : $"error={What}";

    public override string ToString() => Next is null ? What : $"{What}, then {Next}";

    /// <summary>All that are tried at each call.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [.. CallKind.Errors.Select(error => new Fault(error)), new Fault(Kill, Again), new Fault(Kill, Opposite)];
}
