namespace Xen.Hotplug.Hosts;

/// <summary>What is checked of --confirm: that nobody's answer takes the change back, with the cable pulled too, and an answer keeps it.</summary>
internal sealed class ConfirmTrial(Machine machine, Report report)
{
    private const int Seconds = 40;

    private static readonly string s_start = $"bridge-shadow start --confirm={Seconds} {{nic}}";
    private static readonly string s_stop = $"bridge-shadow stop --confirm={Seconds} {{nic}}";

    // In an emulator; without a DHCP server some managers try for long.
    private static readonly TimeSpan s_takenBack = TimeSpan.FromSeconds(Seconds + 100);

    // A client that nobody has answered asks again after a minute or two.
    private static readonly TimeSpan s_nextTry = TimeSpan.FromSeconds(150);

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    internal async Task Run()
    {
        var check = await StateCheck.Begin(machine, report);
        await TryUnconfirmed(check);
        await TryPulledCable(check);
        await TryConfirmed(check);

        const string what = "a stop that nobody confirms";
        await check.Do(what, s_stop);
        await check.WaitFor(what, "0", s_takenBack);
        await check.Check(what, "0");
        await check.Do("stop", "bridge-shadow stop {nic}");
        await check.Check("stop", "3");
    }

    /// <summary>The session goes on all the while.</summary>
    private async Task TryUnconfirmed(StateCheck check)
    {
        const string what = "a start that nobody confirms";
        await using var session = await Session.Open(machine);
        await DoIn(check, session, what, s_start);
        await check.Check($"{what}, before it is taken back", "0");
        await check.WaitFor(what, "3", s_takenBack);
        await check.Check(what, "3");
        report.Check($"{what}: the session lives", await session.IsAlive() ? "" : "no data comes");
    }

    /// <summary>The session ends with the cable, and nobody could come to confirm.</summary>
    private async Task TryPulledCable(StateCheck check)
    {
        const string what = "the cable is pulled after a start";
        await using (var session = await Session.Open(machine))
        {
            await DoIn(check, session, what, s_start);
            await machine.Lan.PullCable();
        }
        await check.WaitFor(what, "3", s_takenBack);
        await CheckTakenBack(check, what);
    }

    /// <summary>A manager that waits for a lease keeps the address meanwhile, and "stop" once more ends that.</summary>
    private async Task CheckTakenBack(StateCheck check, string what)
    {
        var (mac, lan) = (Case.MacOf(0), machine.Lan);
        var leases = lan.CountLeases(mac);
        await lan.PlugCable();
        if (machine.Case.HasLease)
        {
            report.Check("the cable is plugged in again: a lease", await lan.WaitForLease(mac, leases, s_nextTry));
            await check.Do("stop once more", "bridge-shadow stop {nic}");
        }
        await check.Check(what, "3");
    }

    private async Task TryConfirmed(StateCheck check)
    {
        const string what = "a start that is confirmed";
        await check.Do(what, s_start);
        var deadline = Task.Delay(TimeSpan.FromSeconds(Seconds + 10));
        await using (var session = await Session.Open(machine))
            await DoIn(check, session, "confirm in a new session", "bridge-shadow confirm {nic}");
        await deadline;
        await check.Check(what, "0");
    }

    private async Task DoIn(StateCheck check, Session session, string what, string command) =>
        check.Judge(what, await session.Run(machine.Case.Fill(command), s_limit));
}
