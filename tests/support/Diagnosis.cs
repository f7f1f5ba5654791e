using System.Text.Json;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>One thing that xen-bridge-doctor found.</summary>
public sealed record DoctorFinding(string Verdict, string Check, string Subject, string Fact, string? Cure)
{
    public bool IsFault => Verdict is "doubtful" or "wrong";

    /// <summary>Checks that fact or command have all of <paramref name="words"/>.</summary>
    public DoctorFinding ShouldName(params string[] words)
    {
        foreach (var word in words)
            Assert.Contains(word, $"{Subject}: {Fact}\n{Cure}", StringComparison.Ordinal);
        return this;
    }
}

/// <summary>What xen-bridge-doctor --json printed.</summary>
public sealed record Diagnosis(Result Result, IReadOnlyList<DoctorFinding> Findings)
{
    public IReadOnlyList<DoctorFinding> Faults => [.. Findings.Where(finding => finding.IsFault)];

    public static Diagnosis Parse(Result result)
    {
        Assert.True(result.Output.StartsWith('{') && result.Error.Length == 0, $"It was to print JSON: {result}");
        using var json = JsonDocument.Parse(result.Output);
        return new Diagnosis(
            result,
            [
                .. json
                    .RootElement.GetProperty("findings")
                    .EnumerateArray()
                    .Select(finding => new DoctorFinding(
                        finding.GetProperty("verdict").GetString()!,
                        finding.GetProperty("check").GetString()!,
                        finding.GetProperty("subject").GetString()!,
                        finding.GetProperty("fact").GetString()!,
                        finding.GetProperty("cure").GetString()
                    )),
            ]
        );
    }
}
