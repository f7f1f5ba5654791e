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

    /// <summary>
    /// A change that waits, and then goes on with what networkd reads next. Without a lease, or without what a router advertised,
    /// networkd keeps what there is: it would take it away.
    /// </summary>
    /// <param name="name">The link.</param>
    /// <param name="again">Writes networkd's file again, for networkd to begin once more.</param>
    /// <param name="next">What networkd reads then, and the commands for it.</param>
    internal static Change Before(InterfaceName name, Action again, (string Command, Action Write) next) =>
        new(
            $"# wait at most {FirstLimit.TotalSeconds + LastLimit.TotalSeconds} s until systemd-networkd has configured {name}\n{next.Command}\nnetworkctl reload",
            () =>
            {
                Wait(name, again);
                next.Write();
                HostCommand.Run("networkctl", "reload");
                _ = IsSettledWithin(name, FirstLimit);
            }
        )
        {
            Summary = $"let systemd-networkd configure {name} by its file alone",
            IsTidying = true,
        };

    private static void Wait(InterfaceName name, Action again)
    {
        if (IsSettledWithin(name, FirstLimit))
            return;
        again();
        HostCommand.Run("networkctl", "reload");
        if (!IsSettledWithin(name, LastLimit))
            throw new HotplugException(
                $"systemd-networkd has not configured {name} within {FirstLimit.TotalSeconds + LastLimit.TotalSeconds} s, as without an answer of the DHCP server; it keeps what {name} has, also when a lease ends. Once it can, 'bridge-shadow restart {name}'"
            );
    }

    private static bool IsSettledWithin(InterfaceName name, TimeSpan limit)
    {
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (!IsSettled(name))
        {
            if (Environment.TickCount64 >= deadline)
                return false;
            Thread.Sleep(PollMilliseconds);
        }
        return true;
    }

    private static bool IsSettled(InterfaceName name)
    {
        var (status, output) = HostCommand.Ask("networkctl", "--json=short", "status", name.Value);
        return status == 0 && LinkReport.IsSettled(output);
    }
}
