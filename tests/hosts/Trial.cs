namespace Xen.Hotplug.Hosts;

/// <summary>All that is checked on the host of a case.</summary>
internal sealed class Trial(Machine machine, Report report)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(130);

    // Twice the lease and a bit: nobody lives on what is left of the first.
    private static readonly TimeSpan s_twoLeases = TimeSpan.FromSeconds(260);

    // A client renews after 60 s, tries again anywhere after 105 s, and has lost its address after 120 s.
    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(75);

    // Traced, in an emulator.
    private static readonly TimeSpan s_startAndStop = TimeSpan.FromMinutes(3);

    private Case Case => machine.Case;

    private string Start => $"bridge-shadow start {Case.Nic}";

    private string Stop => $"bridge-shadow stop {Case.Nic}";

    private static string Mac => Case.MacOf(0);

    /// <summary>Shadows the card, waits, does what an administrator may do, and ends the shadowing.</summary>
    internal async Task Run()
    {
        await GiveLaterLinksTwoDigits();
        await using var watch = await Watch.Begin(machine, report);
        await watch.Do("start", Start, Deed.NoCut);
        await CheckShadowed("start");
        await watch.WaitFor("260 s later", WaitForTwoLeases);
        await CheckShadowed("260 s later");
        await DoDeeds(watch);
        if (Case.DnsEdit is { } edit)
        {
            const string what = "DNS edited, and edited back";
            await watch.DoFromAside(what, Case.Fill(edit.Command), edit.Cut);
            await CheckShadowed(what);
        }
        await watch.Do("stop", Stop, Deed.NoCut);
        await CheckPlain("stop");
        // A client that was started on the bridge may not hear of the card.
        await watch.WaitFor("a lease after stop", WaitForLease);
        if (Case.HasKilledStart)
            await TryKilledStarts(watch);
    }

    /// <summary>The same without our programs: whether these checks ask for no more than such a host does by itself.</summary>
    internal async Task RunPlain()
    {
        await using var watch = await Watch.Begin(machine, report);
        foreach (var deed in Case.Manager.Deeds.Prepend(Case.Manager.Restart))
            await watch.DoFromAside(deed.Name, Case.Fill(deed.Command), deed.Cut);
        await watch.WaitFor("260 s later", WaitForTwoLeases);
    }

    /// <summary>What an administrator may do, with a guest that starts before, during and after a restart of the manager.</summary>
    private async Task DoDeeds(Watch watch)
    {
        var guest = new GuestPort(machine, report);
        var restart = Case.Manager.Restart;
        await guest.Join("before a restart");
        await Do(restart);
        await guest.Leave();
        await Do(
            restart with
            {
                Name = "a guest starts during a restart",
                Command = $"{restart.Command} & {guest.Joining} && wait $!",
            }
        );
        await guest.Leave();
        await guest.Join("after a restart");
        foreach (var deed in Case.Manager.Deeds)
            await Do(deed);
        await guest.Leave();

        async Task Do(Deed deed)
        {
            await watch.DoFromAside(deed.Name, Case.Fill(deed.Command), deed.Cut);
            await CheckShadowed(deed.Name);
            if (deed.TakesPortsOff)
                await guest.PutBack();
            await guest.Check(deed.Name);
        }
    }

    /// <summary>As on a host that has run for long: the numbers of links are in names that we give.</summary>
    private async Task GiveLaterLinksTwoDigits() =>
        await machine.Run("for number in $(seq 10); do ip link add passing type dummy; ip link delete passing; done");

    private async Task TryKilledStarts(Watch watch)
    {
        var kill = await PrepareKill();
        await watch.Do("start after a killed one", $"{kill} && {Start}", Deed.NoCut);
        await CheckShadowed("start after a killed one");
        await watch.Do("stop after that", Stop, Deed.NoCut);
        await watch.Do("stop after a killed start", $"{kill} && {Stop}", Deed.NoCut);
        await CheckPlain("stop after a killed start");
    }

    /// <summary>A command that begins to start and is killed between the two requests that move the host's network.</summary>
    private async Task<string> PrepareKill()
    {
        // Of several messages in one request, the first of which renames: the copies. The next request takes the originals away.
        const string find =
            """grep '^sendto' /run/trace | grep -n -m 1 '^sendto([0-9]*, \[\[{[^}]*RTM_NEWLINK' | cut -d : -f 1""";
        const string trace = "strace -o /run/trace -s 100 -e trace=sendto";
        const string wasKilled = "grep -q 'killed by SIGKILL' /run/trace";
        var answer = await machine.Control.Run(
            $"""
            {trace} {Start} >&2 && {Stop} >&2 || exit
            {find}
            """,
            s_startAndStop
        );
        var number = answer.Output.Trim().Split('\n')[^1];
        report.Check("a start that can be killed", int.TryParse(number, out var copies) ? "" : answer.Output);
        // A start that waits asks the kernel once more or less each time, and may come to its end: it is tried again.
        return $"""
            copies={copies}
            for attempt in 1 2 3 4 5; do
                {trace} -e inject=sendto:signal=KILL:when=$((copies + 1)) {Start}
                {wasKilled} && break
                copies=$({find})
                {Stop}
            done
            {wasKilled}
            """;
    }

    /// <summary>Two leases' time, in which the server hears nothing of one renewal.</summary>
    private async Task WaitForTwoLeases()
    {
        var end = DateTime.UtcNow + s_twoLeases;
        if (Case.HasLease)
        {
            await Task.Delay(s_silence);
            report.Check("the lease is renewed", await WaitForRenewal());
            await machine.Lan.Silence();
            await Task.Delay(s_silence);
            await machine.Lan.EndSilence();
            report.Check("the lease is renewed after the server was silent", await WaitForRenewal());
        }
        if (end - DateTime.UtcNow is var rest && rest > TimeSpan.Zero)
            await Task.Delay(rest);
    }

    /// <summary>More than a lease's time, in which one renewal is looked for.</summary>
    private async Task WaitForLease()
    {
        var rest = Task.Delay(s_lease);
        if (Case.HasLease)
        {
            await Task.Delay(s_silence);
            report.Check("the lease is renewed after stop", await WaitForRenewal());
        }
        await rest;
    }

    /// <summary>Says why it did not come.</summary>
    private Task<string> WaitForRenewal() => machine.Lan.WaitForLease(Mac, machine.Lan.CountLeases(Mac), s_renewal);

    private async Task CheckShadowed(string after)
    {
        var status = await machine.Run($"bridge-shadow status {Case.Nic}");
        report.Note(status.Output);
        report.Check($"{after}: the bridge is well", status.Status == 0 ? "" : status.Output.Trim());
    }

    private async Task CheckPlain(string after)
    {
        var look = await machine.Run(
            $"""
            ls -d /sys/class/net/s{Case.Nic} /sys/class/net/{Case.Nic}/bridge 2>/dev/null
            find /run /etc -name '*bridge-shadow*' -type f | grep -v -e ^/etc/default -e ^/etc/init.d
            """
        );
        report.Check($"{after}: nothing is left", look.Output.Trim());
    }
}
