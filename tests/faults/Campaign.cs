using Xen.Hotplug.TestSupport;
using Xunit.Sdk;

namespace Xen.Hotplug.Faults;

/// <summary>
/// Tries one action with a fault at each of its calls in turn. The host is used again as long as nothing is found; what
/// is found is gathered, so that one finding does not hide the next.
/// </summary>
/// <param name="scenario">The action.</param>
/// <param name="injector">Whose calls fail.</param>
/// <param name="systemCalls">Which calls.</param>
/// <param name="step">1 for every call, N for every N-th of a kind.</param>
/// <param name="tally">Where results go.</param>
internal sealed class Campaign(
    IScenario scenario,
    Injector injector,
    IReadOnlyList<string> systemCalls,
    int step,
    Tally tally
) : ICampaign
{
    // Answers may come in more or fewer pieces than they did when they were counted.
    private const int MostBeyond = 20;

    private State _before = null!;
    private State _after = null!;
    private State _back = null!;

    public string Name => $"{scenario.Program} {scenario.Action} {injector.Name} {string.Join(',', systemCalls)}";

    public async Task Run()
    {
        await using (scenario)
        {
            await Prepare();
            var (result, trace) = await injector.Watch(scenario, systemCalls);
            result.ShouldSucceed();
            await scenario.Reset();
            var calls = SystemCall.ReadAll(trace);
            foreach (var systemCall in systemCalls)
            {
                var kinds = calls.Where(call => call.Name == systemCall).Select(call => call.Kind).ToList();
                foreach (var fault in Fault.All)
                    if (!injector.IsOfChild || fault.Next != Fault.Opposite)
                        await TryAtEach(systemCall, kinds, fault);
            }
        }
    }

    private async Task Prepare()
    {
        await scenario.Boot();
        _before = await scenario.Observe();
        (await scenario.Act().Ended).ShouldSucceed();
        _after = await scenario.Observe();
        (await scenario.Opposite()).ShouldSucceed();
        _back = await scenario.Observe();
        await scenario.Reset();
        if ((await scenario.Observe()).DifferencesFrom(_before) is { Length: > 0 } differences)
            throw new InvalidOperationException($"The host of '{Name}' cannot be reset:\n{differences}");
    }

    private async Task TryAtEach(string systemCall, List<string> kinds, Fault fault)
    {
        if (kinds.Count == 0)
            return;
        for (var number = 1; number <= kinds.Count + MostBeyond; number++)
        {
            if (number <= kinds.Count ? !IsChosen(kinds, number - 1, fault) : step > 1 || !IsTried(kinds[^1], fault))
                continue;
            var (result, trace) = await injector.Inject(scenario, systemCall, fault, number);
            var call = SystemCall.FindFault(trace);
            if (call is not null && IsTried(call.Kind, fault))
                await Record(call, fault, number, result);
            else
            {
                if (call is null)
                    result.ShouldSucceed();
                await scenario.Reset();
                if (number > kinds.Count)
                    return;
            }
        }
    }

    /// <summary>Of many calls of a kind, different ones for different faults.</summary>
    private bool IsChosen(List<string> kinds, int index, Fault fault)
    {
        var kind = kinds[index];
        if (!IsTried(kind, fault))
            return false;
        var place = kinds.Take(index).Count(other => other == kind);
        var ofFault = Fault.All.Where(other => IsTried(kind, other)).ToList().IndexOf(fault);
        return (place + ofFault) % step == 0;
    }

    private bool IsTried(string kind, Fault fault) =>
        CallKind.IsTried(kind, fault.What) && !(injector.IsOfChild && CallKind.MustSurvive(fault.What));

    private async Task Record(SystemCall call, Fault fault, int number, Result result)
    {
        var row = tally.Row(
            scenario.Program,
            scenario.Action,
            $"{injector.Name} {call.Kind}".Trim(),
            injector.IsOfChild ? fault.What : $"{fault}"
        );
        string? finding;
        try
        {
            finding =
                fault.IsKill && !injector.IsOfChild
                    ? await JudgeKilled(result, fault)
                    : await JudgeFailed(result, call, fault);
        }
        catch (Exception exception) when (exception is XunitException or TimeoutException or InvalidOperationException)
        {
            finding = exception.Message;
        }
        if (finding is null)
        {
            row.Passed(result.ExitCode == 0);
            return;
        }
        row.Found(
            $"{scenario.Program} {scenario.Action}: {call.Name} {number} {fault}\n{call.Line}\n{finding}\n{result}"
        );
        await scenario.DisposeAsync();
        await Prepare();
    }

    /// <summary>As before with a failure that is told, or as asked with success.</summary>
    private async Task<string?> JudgeFailed(Result result, SystemCall call, Fault fault)
    {
        var state = await scenario.Observe();
        var isAsBefore = state.DifferencesFrom(_before) == "";
        var finding =
            result.ExitCode == 0
                ? state.DifferencesFrom(_after) is { Length: > 0 } differences
                    ? $"It says that it succeeded:\n{differences}"
                    : scenario.WhyWronglyTold(hasFailed: false)
                : WhyWrongFailure(result, call, fault)
                    ?? (
                        // Whether a store has carried out a request whose answer is lost, nobody can know.
                        state.DifferencesOrKeysFrom(_before, keys: _after) == ""
                        || state.DifferencesFrom(_after) == ""
                            ? null
                            : $"It is neither as before nor as asked:\n{state.DifferencesFrom(_before)}"
                    );
        if (isAsBefore)
            scenario.Forget();
        else
            await scenario.Reset();
        return finding;
    }

    private string? WhyWrongFailure(Result result, SystemCall call, Fault fault)
    {
        if (CallKind.MustSurvive(fault.What))
            return "What was only interrupted is to be tried again.";
        // The runtime gave up before the program began, so there is nobody to tell.
        if (call.Kind is CallKind.RuntimeOpen or CallKind.ThreadStart && result.ExitCode is 134 or 139 or 255)
            return null;
        if (result.ExitCode != 1)
            return $"It ended with status {result.ExitCode}.";
        return result.Error == "" ? "It does not say why it failed." : scenario.WhyWronglyTold(hasFailed: true);
    }

    /// <summary>The next event ends as if nothing had happened.</summary>
    private async Task<string?> JudgeKilled(Result result, Fault fault)
    {
        const int killed = 128 + 9;
        if (result.ExitCode != killed)
            return $"It was killed, and ended with status {result.ExitCode}.";
        var isAgain = fault.Next == Fault.Again;
        var next = isAgain ? await scenario.Act().Ended : await scenario.Opposite();
        if (next.ExitCode != 0)
            return $"The next event failed: {next}";
        var state = await scenario.Observe();
        var differences = isAgain ? state.DifferencesFrom(_after) : state.DifferencesFrom(_before, _back);
        var finding =
            differences.Length > 0 ? $"After the next event:\n{differences}"
            : isAgain ? scenario.WhyWronglyTold(hasFailed: false)
            : null;
        await scenario.Reset();
        return finding;
    }
}
