using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>Antispoofing: guards that no port has, that do not hold or cannot be had, and ports that no guard has.</summary>
internal sealed class GuardCheck : ICheck
{
    private const string Subject = "antispoofing";

    public string Name => "antispoofing";

    public IEnumerable<Finding> Look(Host host)
    {
        var guards = host.Guards;
        if (guards.Obstacle is { } obstacle)
            return [host.CouldNotSee(Subject, obstacle, "network-bridge-additional status")];
        return FindRefusal(host)
            .Concat(FindStale(host))
            .Concat(FindFaults(host))
            .Concat(FindCutOff(host))
            .Concat(FindOpen(host))
            .OrWell(Subject, Describe(guards));
    }

    private static string Describe(GuardView guards)
    {
        var count = guards.Records.Count;
        var partial = guards.Records.Count(record => record.IsPartial);
        return count == 0 ? "no port is guarded, and none has to be"
            : partial == 0 ? $"{count} guarded, and each of them is there"
            : $"{count} guarded, and each of them is there; {partial} by iptables, which looks at source addresses alone";
    }

    /// <summary>Guests that will be refused, since they must be guarded and cannot be.</summary>
    private static IEnumerable<Finding> FindRefusal(Host host)
    {
        if (host.Guards is { IsWanted: true, WhyRefused: { } reason })
            yield return Finding.Wrong(
                Subject,
                $"this host guards ports that come online, and cannot, so that they are refused: {reason}",
                SettingsCheck.GuardByNftables(host)
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

    /// <summary>What of the host makes guards idle is said once, what of a port for each.</summary>
    private static IEnumerable<Finding> FindFaults(Host host)
    {
        var ofHost = new Dictionary<GuardFault, List<string>>();
        foreach (var record in host.Guards.Records)
        {
            if (record.Fault is { } fault && host.FindLink(record.Index) != null)
                ofHost[fault] = fault.Command == null ? [] : [fault.Command];
        }
        foreach (var (link, guest, cure) in Ports(host))
        {
            if (host.Guards.Find(link) is not { } record || record.FindFault(link) is not { } fault)
                continue;
            if (record.Fault == null)
                yield return Finding.Wrong(link.Name, $"is guarded, and not wholly: {fault.Reason} ({guest})", cure);
            else
                ofHost[fault].Add(cure);
        }
        foreach (var (fault, cures) in ofHost)
            yield return Finding.Wrong(
                Subject,
                $"guards do not hold: {fault.Reason}",
                cures.Count > 0 ? string.Join("; ", cures) : "# let the guarded ports come online again"
            );
    }

    /// <summary>Pinned ports whose bridge does not know any more who is behind them.</summary>
    private static IEnumerable<Finding> FindCutOff(Host host)
    {
        foreach (var (link, guest, cure) in Ports(host))
        {
            if (
                link.PortOptions.IsLocked
                && host.Guards.Find(link)?.Guard is { } guard
                && host.FindVlanWithout(link, guard.Address) is { } vlan
            )
                yield return Finding.Wrong(
                    link.Name,
                    $"is locked, and its bridge does not know {guard.Address} behind it{(vlan == 0 ? "" : $" in VLAN {vlan}")}, so that it drops all that the guest sends{(vlan == 0 ? "" : " there")} ({guest})",
                    cure
                );
        }
    }

    private static IEnumerable<Finding> FindOpen(Host host)
    {
        foreach (var (link, guest, cure) in Ports(host))
        {
            if (host.Guards.Find(link) != null)
                continue;
            if (GuardView.WasGuarded(link))
                yield return Finding.Wrong(
                    link.Name,
                    $"was guarded, as its group_fwd_mask says, and is {(link.PortOptions.IsLocked ? "now guarded against foreign MAC addresses only" : "no more")}: somebody has flushed nftables' rules ({guest})",
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
