using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>Waits until networkd holds what a link has for its own.</summary>
internal static class Settling
{
    private const int PollMilliseconds = 50;

    // A lease that a server confirms comes within a second.
    private static TimeSpan FirstLimit => TimeSpan.FromSeconds(6);

    // Slow routers, and clients that ask once more.
    private static TimeSpan LastLimit => TimeSpan.FromSeconds(12);

    private static TimeSpan MostTime => FirstLimit + LastLimit + LastLimit;

    // In which systemd 257 tries again what it has given up.
    private static TimeSpan OwnTry => TimeSpan.FromSeconds(2);

    /// <summary>
    /// A change that waits, and then goes on with what networkd reads next. Without a lease, or without what a router advertised,
    /// networkd keeps what there is: it would take it away.
    /// </summary>
    /// <param name="name">The link.</param>
    /// <param name="command">The command of bridge-shadow that it belongs to, which goes on with it when it is given again.</param>
    /// <param name="again">Writes networkd's file again, for networkd to begin once more.</param>
    /// <param name="next">What networkd reads then, and the commands for it.</param>
    internal static Change Before(
        InterfaceName name,
        string command,
        Action again,
        (string Command, Action Write) next
    ) =>
        new(
            $"# wait at most {MostTime.TotalSeconds} s until systemd-networkd has configured {name}\n{next.Command}\nnetworkctl reload",
            () =>
            {
                if (WhyNot(name, again, next.Write) is not { } reason)
                    return;
                var kept = Leases.TryOutlive(name)
                    ? "keeps its addresses even after their lease ends"
                    : "loses its addresses when their lease ends";
                throw new HotplugException(
                    $"{reason}; {name} {kept}, so run 'bridge-shadow {command} {name}' once more then"
                );
            }
        )
        {
            Summary = $"let systemd-networkd configure {name} by its file alone",
            IsTidying = true,
        };

    /// <summary>Why it did not come to its end, and what has to be done before it is tried again; null if it did.</summary>
    private static string? WhyNot(InterfaceName name, Action again, Action next)
    {
        using var addresses = DynamicAddresses.Keep(name);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var progress = Configure(limit => Wait(name, limit), Reload, Restart);
            if (progress == LinkProgress.Failed)
                break;
            if (progress == LinkProgress.AtWork)
                return $"systemd-networkd did not configure {name} within {(FirstLimit + LastLimit).TotalSeconds} s, perhaps because no DHCP server answers; wait until one does";
            next();
            HostCommand.Run("networkctl", "reload");
            if (Wait(name, FirstLimit) != LinkProgress.Failed)
                return null;
            Restart();
        }
        return $"systemd-networkd gave {name} up twice; mend what 'networkctl status {name}' tells";

        void Reload()
        {
            again();
            HostCommand.Run("networkctl", "reload");
        }

        void Restart()
        {
            again();
            HostCommand.Run("systemctl", "restart", "systemd-networkd.service");
        }
    }

    /// <summary>
    /// Has networkd begin once more where it does not get on, and starts it again where it has given the link up: on a slow machine
    /// it may be so far behind that it does so only then.
    /// </summary>
    /// <param name="wait">Waits until it is settled or has failed, or for that long.</param>
    /// <param name="reload">Has it begin once more.</param>
    /// <param name="restart">Starts it again.</param>
    internal static LinkProgress Configure(Func<TimeSpan, LinkProgress> wait, Action reload, Action restart)
    {
        var progress = wait(FirstLimit);
        if (progress == LinkProgress.AtWork)
        {
            reload();
            progress = wait(LastLimit);
        }
        if (progress == LinkProgress.Failed)
        {
            restart();
            progress = wait(LastLimit);
        }
        return progress;
    }

    /// <summary>Waits until it is settled, or has failed for long, or the time is up.</summary>
    private static LinkProgress Wait(InterfaceName name, TimeSpan limit)
    {
        var began = Environment.TickCount64;
        var lastGood = began;
        while (true)
        {
            var progress = Look(name);
            var now = Environment.TickCount64;
            if (progress != LinkProgress.Failed)
                lastGood = now;
            if (
                progress == LinkProgress.Settled
                || now - began >= limit.TotalMilliseconds
                || now - lastGood >= OwnTry.TotalMilliseconds
            )
                return progress;
            Thread.Sleep(PollMilliseconds);
        }
    }

    private static LinkProgress Look(InterfaceName name)
    {
        using var kernel = new Rtnetlink();
        if (kernel.FindLink(name.Value) is not { } link)
            return LinkProgress.AtWork;
        var (status, output) = HostCommand.Ask("networkctl", "--json=short", "status", name.Value);
        return status == 0 ? LinkReport.Read(output).ProgressOf(link.Index) : LinkProgress.AtWork;
    }
}
