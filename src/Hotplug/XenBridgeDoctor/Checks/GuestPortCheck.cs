using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>The port of every guest's NIC: is it there, on the bridge that the toolstack asked for, up and running?</summary>
internal sealed class GuestPortCheck : ICheck
{
    public string Name => "guest-ports";

    public IEnumerable<Finding> Look(Host host)
    {
        if (host.Store.Obstacle is { } obstacle)
            yield return host.IsRoot
                ? Finding.Wrong("xenstore", obstacle, "systemctl start xenstored # or /etc/init.d/xencommons start")
                : Finding.Unseen("guests", obstacle);
        if (host.Store.Refusals is [var refusal, ..] refusals)
            yield return Finding.Unseen(
                "xenstore",
                refusals.Count == 1 ? refusal : $"{refusal}; and {refusals.Count - 1} more could not be read"
            );
        foreach (var port in host.GuestPorts)
        {
            var bridge = host.FindLink(port.Vif?.MasterIndex ?? 0)?.Name;
            foreach (var finding in Look(host, port).OrWell(port.Name, $"on the bridge {bridge}, up and running"))
                yield return finding with
                {
                    Fact = $"{finding.Fact} ({port.Backend.GuestWords})",
                };
        }
        foreach (var port in host.OtherPorts)
            yield return Finding.Unseen(
                port.Name,
                $"{Text.Printable(port.Backend.Find("script")!)} serves it, and what that does is not looked at ({port.Backend.GuestWords})"
            );
        foreach (var (domain, name) in host.Store.GuestsWithoutNic)
            yield return Finding.Doubtful(
                name,
                $"the guest, domain {domain}, has no NIC",
                // By its number: xl takes a name of digits for one, and a name that begins with - for an option.
                $"xl network-attach {domain} bridge={Text.ShellWord(host.SomeBridge)} # and vif = [ ... ] in its file"
            );
    }

    private static IEnumerable<Finding> Look(Host host, GuestPort port)
    {
        var (backend, name) = (port.Backend, port.Name);
        if (FindVifnameFault(host, port) is { } refused)
            yield return refused;
        var wanted = backend.Find("bridge");
        if (wanted != null && host.WhyNoBridge(wanted) is { } reason)
        {
            yield return Finding.Wrong(
                name,
                $"should be on the bridge {Text.Printable(wanted)}, which {reason}",
                host.CanBeShadowed(wanted)
                    ? Host.StartCommand(wanted)
                    : $"{Mends.StoreWrite($"{backend.Path}/bridge", host.SomeBridge)}; {port.OnlineCommand} # if that is the network; and name it in the guest's file"
            );
            yield break;
        }
        var bridge = wanted == null ? null : host.FindBridge(wanted);
        if (port.Vif == null)
        {
            yield return Finding.Wrong(
                name,
                "the toolstack knows the NIC, and there is no such link: the guest has no port",
                "modprobe xen-netback # and detach and attach the NIC: xl network-detach, xl network-attach"
            );
            yield break;
        }
        foreach (var finding in LookAtPlace(host, port.Vif, bridge, port.OnlineCommand))
            yield return finding;
        if (port.Vif is { IsUp: true, IsRunning: false })
            yield return Finding.Doubtful(
                name,
                "is not running: the guest has not connected its side",
                $"xl console {backend.DomainId} # has the guest booted, a driver for the NIC, and set it up?"
            );
        if (port.Tap != null)
        {
            foreach (var finding in LookAtPlace(host, port.Tap, bridge, port.AddCommand))
                yield return finding;
        }
    }

    /// <summary>The finding about a vifname that vif-bridge refuses, for the vif or its tap; null if it takes it, or there is none.</summary>
    private static Finding? FindVifnameFault(Host host, GuestPort port)
    {
        var backend = port.Backend;
        if (backend.Find("vifname") is not { } name || name == backend.FirstName)
            return null;
        var tap = $"{name}{VifName.TapSuffix}";
        var fault =
            host.GuestLinkNames.WhyRefused(name) is { } reason ? $"its vifname {Text.Printable(name)} {reason}"
            : port.Tap != null && InterfaceName.WhyInvalid(tap) is { } length
                ? $"its vifname {name} cannot be used: for the emulated card it would be {tap}, and {length}"
            : null;
        return fault == null
            ? null
            : Finding.Wrong(
                port.Name,
                fault,
                $"{Mends.StoreWrite($"{backend.Path}/vifname", host.GuestLinkNames.FreeFor(backend.Path))}; {port.OnlineCommand} # and change it in the guest's file"
            );
    }

    private static IEnumerable<Finding> LookAtPlace(Host host, Link link, Link? bridge, string cure)
    {
        var found = host.FindLink(link.MasterIndex);
        if (link.MasterIndex == 0)
            yield return Finding.Wrong(
                link.Name,
                bridge == null ? "is on no bridge" : $"is on no bridge, and should be on {bridge.Name}",
                cure
            );
        else if (bridge != null && link.MasterIndex != bridge.Index)
            yield return Finding.Wrong(
                link.Name,
                $"is on {found?.Name ?? "another master"}, and should be on {bridge.Name}",
                cure
            );
        if (!link.IsUp)
            yield return Finding.Wrong(link.Name, "is down", cure);
    }
}
