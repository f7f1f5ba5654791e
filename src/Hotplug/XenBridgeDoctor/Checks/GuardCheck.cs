using Xen.Hotplug.Common;
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
        {
            yield return host.IsRoot
                ? Finding.Doubtful(Subject, obstacle, "network-bridge-additional status")
                : Finding.Unseen(Subject, obstacle);
            yield break;
        }
        var findings = FindStale(host).Concat(FindOpen(host)).ToList();
        if (guards.Records.Count > 0 && guards.HasRules == false)
            findings.Add(
                Finding.Wrong(
                    Subject,
                    "somebody has flushed the rules of nftables' table bridge xen-antispoof: no port is guarded",
                    $"network-bridge-additional start antispoof=yes{string.Concat(host.GuestPorts.Where(port => IsGuarded(host, port.Vif)).Select(port => $"; {port.OnlineCommand}"))}"
                )
            );
        foreach (var finding in findings)
            yield return finding;
        if (findings.Count == 0)
            yield return Finding.Well(
                Subject,
                guards.Records.Count == 0
                    ? "no port is guarded, and none is to be"
                    : $"{guards.Records.Count} guarded, and each of them is there"
            );
    }

    private static IEnumerable<Finding> FindStale(Host host) =>
        host
            .Guards.Records.Where(record => host.FindLink(record.Index) == null)
            .Select(record =>
                Finding.Doubtful(
                    Words.Printable(record.Device),
                    $"is guarded ({Words.Printable(record.Description)}), and there is no such port: its guest ended without an event",
                    VifName.Parse(record.Device)?.IsTap == true
                        ? $"{GuestPort.Program} remove type_if=tap INTERFACE={Words.ShellWord(record.Device)}"
                        : $"{GuestPort.Program} offline type_if=vif vif={Words.ShellWord(record.Device)}"
                )
            );

    private static IEnumerable<Finding> FindOpen(Host host)
    {
        if (!host.Guards.IsWanted)
            yield break;
        foreach (var port in host.GuestPorts)
        {
            foreach (var (link, cure) in new[] { (port.Vif, port.OnlineCommand), (port.Tap, port.AddCommand) })
            {
                if (link is { MasterIndex: > 0 } && !IsGuarded(host, link))
                    yield return Finding.Doubtful(
                        link.Name,
                        $"is not guarded, and this host guards ports that come online ({port.Backend.GuestWords})",
                        cure
                    );
            }
        }
    }

    private static bool IsGuarded(Host host, Link? link) =>
        link != null && host.Guards.Records.Any(record => record.Index == link.Index);
}
