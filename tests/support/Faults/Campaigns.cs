namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>All actions of all programs, and at which of their calls faults are tried.</summary>
public static class Campaigns
{
    private static readonly string[] s_ofNft =
    [
        "sendto",
        "sendmsg",
        "recvfrom",
        "recvmsg",
        "openat",
        "socket",
        "write",
    ];

    /// <summary>What makes a scenario of each action.</summary>
    public static IReadOnlyList<Func<IScenario>> Scenarios { get; } = [.. Shadows(), .. Events()];

    /// <param name="step">1 for a fault at every call, N for every N-th case.</param>
    /// <param name="tally">Where results go.</param>
    public static IEnumerable<Campaign> All(int step, Tally tally) =>
        Scenarios.SelectMany(scenario =>
            // A live host's network is at stake: at least every third case is tried.
            Of(scenario, scenario() is ShadowScenario ? Math.Min(step, 3) : step, tally)
        );

    /// <summary>Those of one action.</summary>
    public static IEnumerable<Campaign> Of(Func<IScenario> scenario, int step, Tally tally)
    {
        var action = scenario();
        foreach (var calls in action.SystemCalls)
            yield return new Campaign(scenario(), Injector.OfProgram, calls, step, tally);
        if (!action.RunsNft)
            yield break;
        yield return new Campaign(scenario(), Injector.OfExecution, ["execve"], step, tally);
        foreach (var injector in Injector.OfNft)
            yield return new Campaign(scenario(), injector, s_ofNft, step, tally);
    }

    /// <summary>All of the program's own calls in one campaign: of few cases the host would take the most time.</summary>
    public static Campaign OfProgram(IScenario scenario, int step, Tally tally) =>
        new(scenario, Injector.OfProgram, [.. scenario.SystemCalls.SelectMany(calls => calls)], step, tally);

    /// <summary>Where a kind of call is known to be made, and no fault came to it, the injecting does not work.</summary>
    public static void RequireKinds(IScenario scenario, Tally tally) =>
        Require(
            scenario,
            tally,
            [
                CallKind.NetlinkRequest,
                CallKind.NetlinkAnswer,
                CallKind.Open,
                .. scenario is ShadowScenario ? [CallKind.FileWrite, CallKind.NameChange] : Array.Empty<string>(),
                .. scenario.HasStore ? [CallKind.StoreRequest, CallKind.StoreAnswer] : Array.Empty<string>(),
                .. scenario.RunsNft ? [CallKind.ProcessStart] : Array.Empty<string>(),
            ]
        );

    /// <summary>The same for the calls of the nft that an action runs.</summary>
    public static void RequireKindsOfNft(IScenario scenario, Tally tally)
    {
        if (!scenario.RunsNft)
            return;
        Require(scenario, tally, [$"{Injector.OfExecution.Name} {CallKind.ProcessStart}"]);
        foreach (var nft in Injector.OfNft)
            Require(scenario, tally, [$"{nft.Name} {CallKind.NetlinkRequest}", $"{nft.Name} {CallKind.NetlinkAnswer}"]);
    }

    private static void Require(IScenario scenario, Tally tally, IEnumerable<string> kinds)
    {
        foreach (var kind in kinds)
            tally.Require(scenario.Program, scenario.Action, kind);
    }

    private static IEnumerable<Func<IScenario>> Shadows()
    {
        foreach (var isOldKernel in new[] { false, true })
        foreach (var command in new[] { "start", "stop" })
            yield return () => new ShadowScenario(command, isOldKernel);
    }

    private static IEnumerable<Func<IScenario>> Events()
    {
        foreach (var isGuarded in new[] { true, false })
        {
            foreach (var command in new[] { "online", "offline", "add", "remove" })
                yield return () => new VifBridgeScenario(command, isGuarded);
            foreach (var command in new[] { "start", "stop" })
                yield return () => new NetworkScenario(command, isGuarded);
        }
    }
}
