using Xunit.Sdk;

namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>
/// Tries one action with a fault at each of its calls in turn. The host is used again as long as nothing is found; what
/// is found is gathered, so that one finding does not hide the next.
/// </summary>
/// <param name="scenario">The action.</param>
/// <param name="injector">Whose calls fail.</param>
/// <param name="systemCalls">Which calls.</param>
/// <param name="step">1 for every call, N for every N-th case of a kind.</param>
/// <param name="tally">Where results go.</param>
public sealed class Campaign(
    IScenario scenario,
    Injector injector,
    IReadOnlyList<string> systemCalls,
    int step,
    Tally tally
)
{
    // Answers may come in more or fewer pieces than they did when they were counted.
    private const int MostBeyond = 20;

    private const int SettlingLimit = 5000;

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
                if (kinds.Count == 0 && scenario.Makes.Contains(systemCall))
                    tally.AddError($"{Name}: it never calls {systemCall}");
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
        await scenario.Settle();
        _after = await scenario.Observe();
        (await scenario.Opposite()).ShouldSucceed();
        await scenario.Settle();
        _back = await scenario.Observe();
        await scenario.Reset();
        var (_, differences) = await WaitUntil(state => state.DifferencesFrom(_before));
        if (differences.Length > 0)
            throw new InvalidOperationException($"The host of '{Name}' cannot be reset:\n{differences}");
    }

    private async Task TryAtEach(string systemCall, List<string> kinds, Fault fault)
    {
        if (kinds.Count == 0)
            return;
        for (var number = 1; number <= kinds.Count + MostBeyond; number++)
        {
            if (
                number <= kinds.Count
                    ? !IsChosen(kinds, number - 1, fault)
                    : step * scenario.Stride(kinds[^1]) > 1 || !IsTried(kinds[^1], fault)
            )
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

    /// <summary>
    /// Of all cases of a kind of call every so many: the first calls with the first fault, the next with another, so that
    /// each fault comes to some. Errors and kills count apart: of each there is one at least.
    /// </summary>
    private bool IsChosen(List<string> kinds, int index, Fault fault)
    {
        var kind = kinds[index];
        if (!IsTried(kind, fault))
            return false;
        var place = kinds.Take(index).Count(other => other == kind);
        var faults = Fault.All.Where(other => other.IsKill == fault.IsKill && IsTried(kind, other)).ToList();
        return ((place * faults.Count) + faults.IndexOf(fault)) % (step * scenario.Stride(kind)) == 0;
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
                await scenario.WhyUseless() is { } reason ? reason
                : fault.IsKill && !injector.IsOfChild ? await JudgeKilled(result, fault)
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
        var hasFailed = result.ExitCode != 0;
        if (!hasFailed && scenario.NamesWhatItLeft(result))
        {
            // The host was reached already. What is left may keep its addresses until the next event.
            var next = await scenario.Act().Ended;
            if (next.ExitCode != 0 || scenario.NamesWhatItLeft(next))
                return $"What was left is not tidied up by the next event: {next}";
        }
        var (state, differences) = await WaitUntil(hasFailed ? DifferencesAfterFailure : DifferencesFromAsked);
        var finding =
            (hasFailed ? WhyWrongFailure(result, call, fault) : null)
            ?? (differences == "" ? null : $"It ended with status {result.ExitCode}:\n{differences}")
            ?? (hasFailed ? null : scenario.WhyWronglyTold(hasFailed: false));
        if (state.DifferencesFrom(_before) == "")
            scenario.Forget();
        else
            await scenario.Reset();
        return finding;
    }

    private string DifferencesFromAsked(State state) => state.DifferencesFrom(_after);

    /// <summary>Whether a store has carried out a request whose answer is lost, nobody can know.</summary>
    private string DifferencesAfterFailure(State state) =>
        !scenario.HasStore ? state.DifferencesFrom(_before)
        : state.DifferencesFrom(_after) == "" ? ""
        : state.DifferencesOrKeysFrom(_before, keys: _after);

    /// <summary>Waits until the host is as it has to be: some of it follows the carrier, of which the kernel tells later.</summary>
    private async Task<(State State, string Differences)> WaitUntil(Func<State, string> compare)
    {
        var limit = Environment.TickCount64 + SettlingLimit;
        while (true)
        {
            var state = await scenario.Observe();
            var differences = compare(state);
            if (differences == "" || Environment.TickCount64 > limit)
                return (state, differences);
        }
    }

    private string? WhyWrongFailure(Result result, SystemCall call, Fault fault)
    {
        if (CallKind.MustSurvive(fault.What))
            return "What was only interrupted must be tried again.";
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
        scenario.ForgetUnfinished();
        var isAgain = fault.Next == Fault.Again;
        var next = isAgain ? await scenario.Act().Ended : await scenario.Opposite();
        if (next.ExitCode != 0)
            return $"The next event failed: {next}";
        var (_, differences) = await WaitUntil(state =>
            isAgain ? state.DifferencesFrom(_after) : state.DifferencesFrom(_before, _back)
        );
        var finding =
            differences.Length > 0 ? $"After the next event:\n{differences}"
            : await scenario.WhyUseless() is { } reason ? $"After the next event: {reason}"
            : isAgain ? scenario.WhyWronglyTold(hasFailed: false)
            : null;
        await scenario.Reset();
        return finding;
    }
}
