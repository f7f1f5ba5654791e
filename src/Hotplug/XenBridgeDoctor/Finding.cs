namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>How a thing is found to be, from the best to the worst.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Well,

    /// <summary>Could not be checked, for example without root.</summary>
    Unseen,

    /// <summary>It may be meant so, or may be what keeps a guest off the network.</summary>
    Doubtful,

    /// <summary>It keeps a guest, or the host, off the network.</summary>
    Wrong,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Verdict">How it is.</param>
/// <param name="Subject">The link, file or other thing.</param>
/// <param name="Fact">What was seen.</param>
/// <param name="Cure">The command that mends it; null if there is nothing to mend.</param>
internal sealed record Finding(Verdict Verdict, string Subject, string Fact, string? Cure = null)
{
    internal static Finding Well(string subject, string fact) => new(Verdict.Well, subject, fact);

    internal static Finding Unseen(string subject, string fact) => new(Verdict.Unseen, subject, fact);

    internal static Finding Doubtful(string subject, string fact, string cure) =>
        new(Verdict.Doubtful, subject, fact, cure);

    internal static Finding Wrong(string subject, string fact, string cure) => new(Verdict.Wrong, subject, fact, cure);
}

/// <summary>What a check has found.</summary>
internal static class FindingExtensions
{
    /// <summary>The findings; where there are none, that all is well.</summary>
    /// <param name="findings">What is not well.</param>
    /// <param name="subject">What was looked at.</param>
    /// <param name="fact">What was seen.</param>
    internal static IEnumerable<Finding> OrWell(this IEnumerable<Finding> findings, string subject, string fact)
    {
        var isWell = true;
        foreach (var finding in findings)
        {
            isWell = false;
            yield return finding;
        }
        if (isWell)
            yield return Finding.Well(subject, fact);
    }
}
