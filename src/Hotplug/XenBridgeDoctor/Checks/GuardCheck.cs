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
        if (guards.IsFlushed)
            findings.Add(
                Finding.Wrong(
                    Subject,
                    "somebody has flushed the rules of nftables' table bridge xen-antispoof: no port is guarded",
                    string.Join("; ", Ports(host).Where(port => guards.IsGuarded(port.Link)).Select(port => port.Cure))
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
                    Text.Printable(record.Device),
                    $"is guarded ({Text.Printable(record.Description)}), and there is no such port: its guest ended without an event",
                    VifName.Parse(record.Device)?.IsTap == true
                        ? $"{GuestPort.Program} remove type_if=tap INTERFACE={Text.ShellWord(record.Device)}"
                        : $"{GuestPort.Program} offline type_if=vif vif={Text.ShellWord(record.Device)}"
                )
            );

    private static IEnumerable<Finding> FindOpen(Host host)
    {
        foreach (var (link, guest, cure) in Ports(host).Where(port => !host.Guards.IsGuarded(port.Link)))
        {
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

    /// <summary>The guests' ports that are on a bridge, with the command that guards each.</summary>
    private static IEnumerable<(Link Link, string Guest, string Cure)> Ports(Host host) =>
        host
            .GuestPorts.SelectMany(port =>
                new (Link? Link, string Guest, string Cure)[]
                {
                    (port.Vif, port.Backend.GuestWords, $"{port.OnlineCommand} antispoof=yes"),
                    (port.Tap, port.Backend.GuestWords, $"{port.AddCommand} antispoof=yes"),
                }
            )
            .Where(port => port.Link is { MasterIndex: > 0 })
            .Select(port => (port.Link!, port.Guest, port.Cure));
}
