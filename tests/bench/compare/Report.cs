using System.Globalization;
using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>What is printed, and kept as docs/benchmarks.md.</summary>
internal static class Report
{
    private const string Contenders = """
        ## Who takes part

        Each contender has a host of its own, in network and mount namespaces: a /sys, a /run and a log of its own, a bridge with
        an uplink, and a small xenstore that the tests use, too. One event of each in turn, so that whatever else the machine does
        is in all figures. All are called as libxl calls them, and somebody listens at /dev/log. As with Linux's xen-netback, a
        vif gets its carrier after its event online, when the frontend connects, and loses it before its event offline. The
        guests' ends have no IPv6: on a full bridge, their own start-up broadcasts, flooded to all ports, would be what is
        measured.

        - **ours**: vif-bridge, without antispoofing and (**guarded**, by the word `antispoof=yes`) with it.
        - **Debian's**: the vif-bridge of Debian's xen-utils-common, as it is. Its firewall part, `handle_iptable` in
          vif-common.sh, returns at once: Debian disabled it.
        - **upstream's, with its firewall**: the same files without that one line, `return 0`, at the head of `handle_iptable`.
          This is how the Xen project ships it. It then looks whether iptables works, takes its lock, and, as the store has a
          key `ip`, calls iptables four times: it accepts what comes from the address, a DHCP client's requests, and, both
          times, what goes to the vif. It refuses nothing; that is left to the policy of FORWARD.
        - **floor**: a shell script that starts four programs, `xenstore-read`, `nft -f` (only when guarded), `ip -batch` and
          `xenstore-write`: about the least that a script can do. It checks nothing, undoes nothing and logs nothing.
        """;

    private static readonly (string Name, Place Place)[] s_places =
    [
        ("first 20", Place.First),
        ("up to 100", Place.Hundred),
        ("last 20 of 1,000", Place.Thousand),
    ];

    public static string Write(
        Contest contest,
        Uplink uplink,
        IEnumerable<string> machine,
        IReadOnlyCollection<FileInfo> programs,
        Targets targets,
        Rounds rounds
    )
    {
        var nothing = $"{Number(contest.Nothing.Median)} (95 %: {Number(contest.Nothing.Percentile95)})";
        var ports = 20 * rounds.Twenty;
        return $"""
            # Benchmarks

            What `make bench` printed last. It makes hosts in small, and measures in them what follows; times are in milliseconds.

            {string.Join('\n', machine.Select(line => $"- {line}"))}

            {Contenders}

            ## One event

            {rounds.Alone} of each, alone, on a bridge whose one other port is the uplink. 95 %: what 95 of 100 stay within. Memory: the
            most that any one process of it held. A program that does nothing, /bin/true, takes {nothing}.

            {WriteAlone(contest)}
            ## Many ports

            The median of {ports} events of ports that come one after the other, and go again; 20 of the stock scripts, which
            would also take minutes to fill a bridge: ports and rules are copied from their first. The kernel goes through all
            ports of a bridge when one joins, leaves, or is set up or down. **The kernel's part** is those two requests alone, in
            the order in which vif-bridge sends them: on and then up, down and then off.

            {WritePlaces(contest)}
            ## At once

            Until the last is done, the median of {rounds.Together} runs. A failure is an event with an exit status other than 0, a vif that
            is not where it should be, or a guest that was not told that it is connected; in all runs.

            {WriteTogether(contest)}
            ## Files

            {WriteFiles(programs)}
            ## The uplink

            bridge-shadow on a host with addresses and routes, and the classic shell sequence to the same end as its start; {rounds.Uplink}
            runs of each. What a peer notices meanwhile, and what a router takes, is what `make bench-live` measures.

            {WriteUplink(uplink)}
            ## Targets

            Ratios of medians of this run, the first five of one event. `make bench` fails if a must is missed. How the last of 1,000
            ports compare with the first is for the most part the kernel's doing, and the quicker the rest of an event, the larger
            its share: there is a must for what is left without the kernel's part.

            {targets}
            """;
    }

    private static string WriteAlone(Contest contest)
    {
        var table = new Table(["", "online", "95 %", "offline", "95 %", "processes, online", "offline", "memory"]);
        foreach (var contender in contest.All)
        {
            var times = Happenings.Both.Select(happening => contender.Times[(Place.One, happening)]);
            var examinations = Happenings.Both.Select(happening => contender.Examinations[happening]).ToList();
            table.Add([
                contender.Name,
                .. times.SelectMany(series => (string[])[Number(series.Median), Number(series.Percentile95)]),
                .. examinations.Select(examination => $"{examination.Processes}"),
                $"{Number(examinations.Max(examination => examination.Memory))} MB",
            ]);
        }
        return $"{table}";
    }

    private static string WritePlaces(Contest contest)
    {
        var columns = Happenings.Both.SelectMany(_ => s_places, (happening, place) => (happening, place)).ToList();
        var table = new Table(["", .. columns.Select(column => $"{column.happening.Word()}, {column.place.Name}")]);
        foreach (var contender in contest.AtManyPorts)
            table.Add([
                contender.Name,
                .. columns.Select(column => Number(contender.Times[(column.place.Place, column.happening)].Median)),
            ]);
        return $"{table}";
    }

    private static string WriteTogether(Contest contest)
    {
        var columns = Happenings
            .Both.SelectMany(_ => Contest.Crowds, (happening, count) => (count, happening))
            .ToList();
        var table = new Table([
            "",
            .. columns.Select(column => $"{column.count} {column.happening.Word()}"),
            "failures",
        ]);
        foreach (var contender in contest.All)
            table.Add([
                contender.Name,
                .. columns.Select(column => Number(contender.Together[column].Times.Median)),
                $"{contender.Together.Values.Sum(together => together.Failures)}",
            ]);
        return $"{table}";
    }

    private static string WriteFiles(IEnumerable<FileInfo> programs)
    {
        var table = new Table(["program", "file"]);
        foreach (var program in programs)
            table.Add([program.Name, $"{Number(program.Length / 1e6)} MB"]);
        return $"{table}";
    }

    private static string WriteUplink(Uplink uplink)
    {
        var table = new Table(["", "median", "95 %"]);
        Add("bridge-shadow start", uplink.Start);
        Add("bridge-shadow stop", uplink.Stop);
        Add("classic shell sequence (as start)", uplink.Classic);
        return $"{table}";

        void Add(string name, Series times) => table.Add([name, Number(times.Median), Number(times.Percentile95)]);
    }

    private static string Number(double number) =>
        number.ToString(number < 100 ? "F1" : "N0", CultureInfo.InvariantCulture);
}
