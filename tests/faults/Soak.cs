using System.Diagnostics;
using System.Globalization;
using Xen.Hotplug.TestSupport;
using Xen.Hotplug.TestSupport.Faults;

namespace Xen.Hotplug.Faults;

/// <summary>
/// Thousands of events over many ports, some of them killed, some ports gone without an event: in the end nothing is left
/// of it. What happens follows from a seed, but for the moment at which a kill comes.
/// </summary>
internal sealed class Soak(Host host, Toolstack toolstack, int seed, int events, TimeSpan limit)
{
    private const int Ports = 50;
    private const int Workers = 4;
    private const int Killed = 128 + 9;
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(10);

    // 10,000 leaked pages are 40 MiB; what is less than this may be somebody else's.
    private const int MostGrowthInKibibytes = 32 * 1024;
    private static readonly string[] s_kernelMemory =
    [
        "SUnreclaim:",
        "Shmem:",
        "KernelStack:",
        "PageTables:",
        "Percpu:",
    ];

    private readonly List<string> _failures = [];
    private int _done;
    private int _killed;
    private int _vanished;
    private int _passed;

    /// <summary>Runs it; gives the number of checks that passed and that failed.</summary>
    internal async Task<(int Passed, int Failed)> Run()
    {
        await host.AddBridge("eth0");
        foreach (var port in Enumerable.Range(1, Ports))
            await AddPort(port);
        await Settle();
        var before = await Observe();
        var filesBefore = OpenFiles();
        var memoryBefore = KernelMemory();
        var socketsBefore = await Shell("wc -l < /proc/net/netlink");

        var started = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Work(worker, started)));
        var took = started.Elapsed;
        await Settle();
        Console.WriteLine(
            $"{_done} events over {Ports} ports in {took.TotalSeconds:F0} s, {_killed} of them killed; {_vanished} ports vanished"
        );

        Check("all events were made in time", _done >= events ? "" : $"only {_done} in {took.TotalSeconds:F0} s");
        Check("some events were killed", _killed > 0 ? "" : "none was");
        Check("links, rules, keys and files are as before", (await Observe()).DifferencesFrom(before));
        await CheckSoon("no lock is held", "", () => Shell(LocksOf("/run/xen-hotplug/lock")));
        await CheckSoon("no process is left", "", () => Shell(Processes));
        await CheckSoon("no netlink socket is left", socketsBefore, () => Shell("wc -l < /proc/net/netlink"));
        await CheckSoon("the store has no client left", filesBefore, () => Task.FromResult(OpenFiles()));
        await CheckSoon("the kernel holds no more memory", "", () => Task.FromResult(Growth(memoryBefore)));
        foreach (var failure in _failures)
            Console.WriteLine($"FAILED  {failure}");
        return (_passed, _failures.Count);
    }

    private static string Processes =>
        "for exe in /proc/[0-9]*/exe; do readlink $exe || :; done | grep -E '/(vif-bridge|nft)$' || :";

    private static string LocksOf(string path) => $"grep \":$(stat --format=%i {path}) \" /proc/locks || :";

    private static string OpenFiles() =>
        $"{Directory.GetFiles("/proc/self/fd").Count(file => File.ResolveLinkTarget(file, false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true)} sockets";

    /// <summary>What it cannot give back by itself, of the whole machine, in kibibytes (man 5 proc, /proc/meminfo).</summary>
    private static int KernelMemory() =>
        File.ReadLines("/proc/meminfo")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => s_kernelMemory.Contains(words[0]))
            .Sum(words => int.Parse(words[1], CultureInfo.InvariantCulture));

    private static string Growth(int before) =>
        KernelMemory() - before is var growth && growth > MostGrowthInKibibytes ? $"{growth} KiB more" : "";

    private async Task<string> Shell(string script) => (await host.Shell(script)).Trim();

    private static string Name(int port) => $"vif{port}.0";

    private async Task AddPort(int port)
    {
        await host.Ip(
            $"link add name {Name(port)} index {1000 + port} address 02:00:00:00:01:{port:x2} type veth "
                + $"peer name far{port} index {2000 + port} address 02:00:00:00:02:{port:x2}"
        );
        toolstack.WriteBackend("eth0", port);
        toolstack.Store.Write($"{Toolstack.Backend(port)}/ip", $"192.0.2.{port} 198.51.100.0/24 2001:db8::{port:x}");
        if (port % 2 == 0)
            toolstack.Store.Write($"{Toolstack.Backend(port)}/vifname", $"web{port}");
    }

    /// <summary>Brings every port on and off once more, undisturbed.</summary>
    private async Task Settle()
    {
        foreach (var port in Enumerable.Range(1, Ports))
        foreach (var command in new[] { "online", "offline" })
            await End(port, command, Begin(port, command));
        foreach (var port in Enumerable.Range(1, Ports))
        foreach (var key in new[] { "hotplug-status", "hotplug-error" })
            toolstack.Store.Remove($"{Toolstack.Backend(port)}/{key}");
    }

    private async Task Work(int worker, Stopwatch started)
    {
        // Each has ports of its own, so that none vanishes while another worker counts on it.
        var random = new Random(seed + worker);
        var ports = Enumerable.Range(1, Ports).Where(port => port % Workers == worker).ToArray();
        while (Interlocked.Increment(ref _done) <= events && started.Elapsed < limit)
        {
            var port = ports[random.Next(ports.Length)];
            var command = random.Next(2) == 0 ? "online" : "offline";
            var running = Begin(port, command);
            if (random.Next(8) == 0)
                await Kill(running, TimeSpan.FromMicroseconds(random.Next(1000, 12000)));
            await End(port, command, running);
            if (random.Next(40) == 0)
                await Vanish(port);
        }
        Interlocked.Decrement(ref _done);
    }

    private async Task Vanish(int port)
    {
        var names = $"{Name(port)} web{port}";
        await host.Shell($"for name in {names}; do ip link delete dev $name 2> /dev/null || :; done");
        await AddPort(port);
        Interlocked.Increment(ref _vanished);
    }

    private static async Task Kill(Running running, TimeSpan after)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < after && !running.Ended.IsCompleted)
            await Task.Yield();
        try
        {
            using var process = Process.GetProcessById(running.ProcessId);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It was faster.
        }
    }

    private Running Begin(int port, string command) =>
        host.Start(
            Programs.VifBridge,
            [command, "type_if=vif", $"antispoof={(port % 3 == 0 ? "no" : "yes")}"],
            Toolstack.Variables(port)
        );

    private async Task End(int port, string command, Running running)
    {
        var result = await running.Ended;
        if (result.ExitCode == Killed)
            Interlocked.Increment(ref _killed);
        else if (result.ExitCode != 0 || result.Error != "")
            lock (_failures)
                _failures.Add($"{command} of {Name(port)}: {result}");
    }

    private Task<State> Observe() =>
        State.Observe(
            host,
            toolstack
                .Store.Snapshot()
                .Where(key => !key.Key.Contains("/hotplug-", StringComparison.Ordinal))
                .ToDictionary()
        );

    private void Check(string what, string wrong)
    {
        if (wrong == "")
            _passed++;
        else
            _failures.Add($"{what}: {wrong}");
        Console.WriteLine($"{(wrong == "" ? "passed" : "FAILED")}  {what}");
    }

    /// <summary>The kernel, and a process that only closes descriptors, may take a moment.</summary>
    private async Task CheckSoon(string what, string expected, Func<Task<string>> observe)
    {
        var waited = Stopwatch.StartNew();
        string seen;
        while ((seen = await observe()) != expected && waited.Elapsed < s_settling)
            await Task.Delay(20);
        Check(what, seen == expected ? "" : $"{seen}; expected {(expected == "" ? "nothing" : expected)}");
    }
}
