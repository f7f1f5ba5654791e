namespace Xen.Hotplug.Hosts;

/// <summary>Runs commands in a host, and compares the host with what it was before, without a session that watches it.</summary>
/// <param name="machine">The host.</param>
/// <param name="report">Where results go.</param>
/// <param name="before">What the host was.</param>
internal sealed class StateCheck(Machine machine, Report report, HostState before)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    /// <summary>Reads what the host is, to which it is compared from now on.</summary>
    internal static async Task<StateCheck> Begin(Machine machine, Report report)
    {
        var before = await HostState.Read(machine);
        report.Note(string.Join('\n', before.Addresses.Concat(before.DefaultRoutes).Concat(before.Dns)));
        return new StateCheck(machine, report, before);
    }

    /// <summary>Runs a command by the lab's port.</summary>
    internal async Task Do(string what, string command) =>
        Judge(what, await machine.Control.Run(machine.Case.Fill(command), s_limit));

    /// <summary>Whether a command succeeded.</summary>
    internal void Judge(string what, Answer answer)
    {
        report.Note($"{what}: {answer}");
        report.Check(what, answer.Status == 0 ? "" : $"status {answer.Status}, {answer.Output.Trim()}");
    }

    /// <summary>Checks that the host has what it had, for which it is given some time.</summary>
    /// <param name="what">What was done before, for the report.</param>
    /// <param name="status">The exit status that "bridge-shadow status" has then.</param>
    internal async Task Check(string what, string status)
    {
        var now = await machine.WaitForState(before);
        report.Check($"{what}: addresses", Watch.Compare(before.Addresses, now.Addresses));
        report.Check($"{what}: default routes", Watch.Compare(before.DefaultRoutes, now.DefaultRoutes));
        report.Check($"{what}: DNS", Watch.Compare(before.Dns, now.Dns));
        var answer = await Ask();
        report.Check($"{what}: bridge-shadow status is {status}", Has(answer, status) ? "" : answer.Trim());
        report.Check($"{what}: a session", await machine.WhyNoSession());
    }

    /// <summary>Waits until "bridge-shadow status" has an exit status, and nothing is pending.</summary>
    internal async Task WaitFor(string what, string status, TimeSpan patience)
    {
        var limit = DateTime.UtcNow + patience;
        var answer = await Ask();
        while (!IsSo() && DateTime.UtcNow < limit)
        {
            await Task.Delay(1000);
            answer = await Ask();
        }
        report.Check($"{what}: within {patience.TotalSeconds} s", IsSo() ? "" : answer.Trim());

        bool IsSo() => Has(answer, status) && !answer.Contains("confirm", StringComparison.Ordinal);
    }

    private async Task<string> Ask() =>
        (await machine.Run($"bridge-shadow status {machine.Case.Nic}; echo \"status $?\"")).Output;

    private static bool Has(string answer, string status) =>
        answer.Contains($"status {status}\n", StringComparison.Ordinal);
}
