using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>Antispoofing: guards that no port has, ports that no guard has, and guards that guard nothing.</summary>
internal sealed class GuardCheck : ICheck
{
    private const string Subject = "antispoofing";

    public string Name => "antispoofing";

    public IEnumerable<Finding> Look(Host host)
    {
        var guards = host.Guards;
        if (guards.Obstacle is { } obstacle)
            return [host.CouldNotSee(Subject, obstacle, "network-bridge-additional status")];
        return FindStale(host)
            .Concat(FindOpen(host))
            .Concat(FindFlushed(host))
            .OrWell(
                Subject,
                guards.Records.Count == 0
                    ? "no port is guarded, and none has to be"
                    : $"{guards.Records.Count} guarded, and each of them is there"
            );
    }

    private static IEnumerable<Finding> FindStale(Host host)
    {
        foreach (var record in host.Guards.Records)
        {
            if (host.FindLink(record.Index) != null)
                continue;
            yield return Finding.Doubtful(
                Text.Printable(record.Device),
                $"is guarded ({Text.Printable(record.Description)}), and there is no such port: its guest ended without an event",
                VifName.Parse(record.Device)?.IsTap == true
                    ? $"{GuestPort.Program} remove type_if=tap INTERFACE={Text.ShellWord(record.Device)}"
                    : $"{GuestPort.Program} offline type_if=vif vif={Text.ShellWord(record.Device)}"
            );
        }
    }

    private static IEnumerable<Finding> FindOpen(Host host)
    {
        foreach (var (link, guest, cure) in Ports(host))
        {
            if (host.Guards.IsGuarded(link))
                continue;
            if (host.Guards.WasGuarded(link))
                yield return Finding.Wrong(
                    link.Name,
                    $"was guarded, as its group_fwd_mask says, and is no more: somebody has flushed nftables' rules ({guest})",
                    cure
                );
            else if (host.Guards.IsWanted)
                yield return Finding.Doubtful(
                    link.Name,
                    $"is not guarded, and this host guards ports that come online ({guest})",
                    cure
                );
        }
    }

    private static IEnumerable<Finding> FindFlushed(Host host)
    {
        if (!host.Guards.IsFlushed)
            yield break;
        var cures = new List<string>();
        foreach (var (link, _, cure) in Ports(host))
        {
            if (host.Guards.IsGuarded(link))
                cures.Add(cure);
        }
        yield return Finding.Wrong(
            Subject,
            "somebody has flushed the rules of nftables' table bridge xen-antispoof: no port is guarded",
            string.Join("; ", cures)
        );
    }

    /// <summary>The guests' ports that are on a bridge, with the command that guards each.</summary>
    private static IEnumerable<(Link Link, string Guest, string Cure)> Ports(Host host)
    {
        foreach (var port in host.GuestPorts)
        {
            if (port.Vif is { MasterIndex: > 0 } vif)
                yield return (vif, port.Backend.GuestWords, $"{port.OnlineCommand} antispoof=yes");
            if (port.Tap is { MasterIndex: > 0 } tap)
                yield return (tap, port.Backend.GuestWords, $"{port.AddCommand} antispoof=yes");
        }
    }
}
