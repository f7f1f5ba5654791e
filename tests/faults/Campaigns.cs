namespace Xen.Hotplug.Faults;

/// <summary>All actions of all programs, and at which of their calls faults are tried.</summary>
internal static class Campaigns
{
    private static readonly string[][] s_ofProgram =
    [
        ["sendto", "recvfrom"],
        ["read", "write", "poll", "socket", "bind", "connect", "fcntl", "mkdir"],
        ["openat", "vfork", "clone", "clone3"],
    ];

    private static readonly string[][] s_ofNft =
    [
        ["sendto", "sendmsg", "recvfrom", "recvmsg", "openat", "socket", "write"],
    ];

    internal static IEnumerable<ICampaign> All(int step, Tally tally)
    {
        foreach (var campaign in ShadowCampaign.All(step, tally))
            yield return campaign;
        foreach (var scenario in Scenarios())
        {
            foreach (var calls in s_ofProgram)
                yield return new Campaign(scenario(), Injector.OfProgram, calls, step, tally);
            if (!scenario().RunsNft)
                continue;
            yield return new Campaign(scenario(), Injector.OfExecution, ["execve"], step, tally);
            foreach (var injector in Injector.OfNft)
            foreach (var calls in s_ofNft)
                yield return new Campaign(scenario(), injector, calls, step, tally);
        }
    }

    private static IEnumerable<Func<IScenario>> Scenarios()
    {
        foreach (var isGuarded in new[] { true, false })
        {
            foreach (var command in new[] { "online", "offline", "add", "remove" })
                yield return () => new VifBridgeScenario(command, isGuarded);
            foreach (var command in new[] { "start", "stop" })
                yield return () => new NetworkScenario(command, isGuarded);
        }
    }

    /// <summary>Where a kind of call is known to be made, and no fault came to it, the injecting does not work.</summary>
    internal static void RequireKinds(Tally tally)
    {
        foreach (var scenario in Scenarios().Select(make => make()))
        {
            string[] kinds =
            [
                CallKind.NetlinkRequest,
                CallKind.NetlinkAnswer,
                CallKind.Open,
                .. scenario.HasStore ? new[] { CallKind.StoreRequest, CallKind.StoreAnswer } : [],
                .. scenario.RunsNft
                    ?
                    [
                        CallKind.ProcessStart,
                        $"{Injector.OfExecution.Name} {CallKind.ProcessStart}",
                        .. Injector.OfNft.Select(nft => $"{nft.Name} {CallKind.NetlinkRequest}"),
                        .. Injector.OfNft.Select(nft => $"{nft.Name} {CallKind.NetlinkAnswer}"),
                    ]
                    : Array.Empty<string>(),
            ];
            foreach (var kind in kinds)
                tally.Require(scenario.Program, scenario.Action, kind);
        }
        foreach (var command in new[] { "start", "stop" })
        foreach (
            var kind in new[] { CallKind.NetlinkRequest, CallKind.NetlinkAnswer, CallKind.Open, CallKind.FileWrite }
        )
            tally.Require("bridge-shadow", command, kind);
    }
}
