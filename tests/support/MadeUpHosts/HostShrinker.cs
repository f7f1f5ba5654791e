namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>Finds the fewest commands that make a host fail as it did.</summary>
public static class HostShrinker
{
    // It costs this much to see that a smaller host fails too.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(400);

    /// <summary>The verdict on the smallest host that fails in the same way.</summary>
    /// <param name="router">Where hosts are plugged in.</param>
    /// <param name="verdict">On the whole host.</param>
    /// <param name="kind">The way to fail.</param>
    /// <param name="afterStart">The mistake that the trial was to find.</param>
    public static Task<Verdict> Shrink(Namespaces router, Verdict verdict, string kind, string afterStart = "") =>
        Shrink(
            new HostTrial(router, afterStart) { Patience = s_patience },
            verdict,
            smaller => smaller.Kinds.Contains(kind)
        );

    /// <summary>The verdict on the smallest host that is refused for the same reason.</summary>
    public static Task<Verdict> ShrinkRefused(Namespaces router, Verdict verdict) =>
        Shrink(new HostTrial(router) { Patience = s_patience }, verdict, smaller => smaller.Refusal == verdict.Refusal);

    private static async Task<Verdict> Shrink(HostTrial trial, Verdict verdict, Predicate<Verdict> isSame)
    {
        var smallest = verdict;
        if (verdict.Host.IsOldKernel)
            await Retry(verdict.Host with { IsOldKernel = false });
        await Shrinking.Shrink(
            smallest.Host.Commands,
            async commands => (await Retry(smallest.Host with { Commands = commands }))?.Host.Commands
        );
        return smallest;

        async Task<Verdict?> Retry(MadeUpHost host)
        {
            var tried = await trial.Try(host);
            if (!isSame(tried))
                return null;
            smallest = tried;
            return tried;
        }
    }
}
