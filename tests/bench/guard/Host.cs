using System.Diagnostics;
using System.Globalization;
using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.GuardBenchmark;

/// <summary>The host in small that the script beside this has built: links vifN.0 whose other ends are guestN.</summary>
internal sealed class Host(string program)
{
    /// <summary>Free for what is measured, as no more than a thousand ports are guarded.</summary>
    private const int FirstSpare = 1001;

    // What is logged is the same with and without the guard; a grace period of the kernel's is over well before that.
    private static readonly string[] s_environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "XEN_HOTPLUG_LOG=off"];
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private int _guarded;

    /// <summary>Sees to it that so many ports are guarded.</summary>
    public void GuardPorts(int count)
    {
        while (_guarded < count)
            Online(++_guarded, isGuarded: true);
    }

    /// <summary>Times one event after all that an earlier one began is over.</summary>
    public TimeSpan TimeOnline(int run, bool isGuarded)
    {
        Thread.Sleep(s_pause);
        return Online(FirstSpare + (run % 32), isGuarded);
    }

    /// <inheritdoc cref="TimeOnline"/>
    public TimeSpan TimeOffline(int run)
    {
        Thread.Sleep(s_pause);
        return Offline(FirstSpare + (run % 32));
    }

    /// <summary>The guest's end of the first port, through which frames are sent.</summary>
    public static string SenderLink => "guest1";

    /// <summary>Guards the first port, or lets it go unguarded.</summary>
    public void SetFirstPort(bool isGuarded) => Online(1, isGuarded);

    /// <summary>Lets the first port go unguarded, and forgets the rules: another build declares its own.</summary>
    public void ForgetGuard()
    {
        SetFirstPort(isGuarded: false);
        Tool.Run("nft", "delete", "table", "bridge", "xen-antispoof");
    }

    /// <summary>Lets so many ports come and go, all at once: until the last is done.</summary>
    public (TimeSpan Online, TimeSpan Offline) TimeTogether(int count, bool isGuarded)
    {
        for (var guest = 1; guest <= count; guest++)
            Offline(guest);
        Thread.Sleep(s_pause);
        var online = Together(count, guest => Online(guest, isGuarded));
        Thread.Sleep(s_pause);
        return (online, Together(count, Offline));
    }

    /// <summary>Lets so many ports go, one after the other and without a pause.</summary>
    public Series TimeDepartures(int count, bool isGuarded)
    {
        for (var guest = 1; guest <= count; guest++)
            Online(guest, isGuarded);
        Thread.Sleep(s_pause);
        var times = new Series();
        for (var guest = 1; guest <= count; guest++)
            times.Add(Offline(guest));
        return times;
    }

    private static TimeSpan Together(int count, Func<int, TimeSpan> run)
    {
        var threads = Enumerable
            .Range(1, count)
            .Select(guest => new Thread(() => run(guest), maxStackSize: 256 * 1024))
            .ToList();
        var start = Stopwatch.GetTimestamp();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return Stopwatch.GetElapsedTime(start);
    }

    private TimeSpan Online(int guest, bool isGuarded)
    {
        var number = guest.ToString("x4", CultureInfo.InvariantCulture);
        return Child.Run(
            [
                program,
                "online",
                $"vif=vif{guest}.0",
                "bridge=eth0",
                $"antispoof={(isGuarded ? "yes" : "no")}",
                $"mac=00:16:3e:00:{number[..2]}:{number[2..]}",
                $"ip=10.0.{guest / 256}.{guest % 256} 2001:db8::{number}",
            ],
            s_environment
        );
    }

    private TimeSpan Offline(int guest) =>
        Child.Run([program, "offline", $"vif=vif{guest}.0", "bridge=eth0"], s_environment);
}
