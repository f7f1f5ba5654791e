using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Managers.Ifupdown;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>ifupdown: what it has configured (/run/network/ifstate), and what its files tell it to.</summary>
internal sealed class IfupdownCheck : ICheck
{
    public string Name => "ifupdown";

    public IEnumerable<Finding> Look(Host host)
    {
        var state = host.Files.TryRead(IfupdownManager.State);
        return state == null && host.InterfacesFiles.Count == 0
            ? []
            : Look(host, KeyFile.Parse(state ?? ""))
                .OrWell("ifupdown", "configures neither an uplink nor a guest's port");
    }

    private static IEnumerable<Finding> Look(Host host, IReadOnlyDictionary<string, string> configured)
    {
        foreach (var link in host.LinksOfOurs)
        {
            if (configured.ContainsKey(link.Name))
                yield return Finding.Doubtful(
                    link.Name,
                    $"ifupdown has configured it ({IfupdownManager.State}), and ifdown will take it down",
                    Mends.Sed(IfupdownManager.State, $"/^{Text.SedLiteral(link.Name)}=/d")
                );
            var mends = new InterfacesMends(link.Name, host);
            foreach (var file in host.InterfacesFiles)
            {
                if (mends.TurnStanzasOff(file) is { } mend)
                    yield return Finding.Doubtful(
                        link.Name,
                        $"{Text.Printable(file.Path)} configures it, line {file.StanzasOf(link.Name)[0].First}, and it needs nothing but its bridge",
                        mend
                    );
            }
        }
        foreach (var shadow in host.Shadows)
        {
            var name = shadow.InterfaceName.Value;
            if (LookAtUnit(host, shadow.InterfaceName) is { } finding)
                yield return finding;
            foreach (var file in host.InterfacesFiles)
            {
                if (new InterfacesMends(name, host).TurnHotplugOff(file) is { } mend)
                    yield return Finding.Doubtful(
                        name,
                        $"{Text.Printable(file.Path)} has allow-hotplug {name}: where bridge-shadow renames the NIC at boot, systemd runs ifdown {name}, which takes the bridge down; a start on a running host sees to that",
                        $"{mend} # counts from the next boot"
                    );
            }
        }
    }

    /// <summary>The unit file that holds the place of Debian's while a start or stop is at work.</summary>
    private static Finding? LookAtUnit(Host host, InterfaceName name)
    {
        var path = IfupUnit.PathFor(name);
        return host.Files.Exists(path)
            ? Finding.Doubtful(
                name.Value,
                $"a killed start or stop has left {path}, with which ifdown {name} does not run when the device goes",
                // systemd has to know the device before the unit is bound to it again: else it runs ifdown at once.
                $"udevadm trigger --action=change {Text.ShellWord($"/sys/class/net/{name}")} && udevadm settle && rm {Text.ShellWord(path)} && systemctl daemon-reload"
            )
            : null;
    }
}
