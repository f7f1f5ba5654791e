using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>ifupdown: what it has configured (/run/network/ifstate), and what its files tell it to.</summary>
internal sealed class IfupdownCheck : ICheck
{
    private const string State = "/run/network/ifstate";

    public string Name => "ifupdown";

    public IEnumerable<Finding> Look(Host host)
    {
        var state = host.Files.TryRead(State);
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
                    $"ifupdown has configured it ({State}), and ifdown will take it down",
                    Mends.Sed(State, $"/^{Mends.Literal(link.Name)}=/d")
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
            foreach (var file in host.InterfacesFiles)
            {
                if (new InterfacesMends(name, host).TurnHotplugOff(file) is { } mend)
                    yield return Finding.Doubtful(
                        name,
                        $"{Text.Printable(file.Path)} has allow-hotplug {name}: when bridge-shadow renames the NIC, systemd runs ifdown {name}, which takes the bridge down",
                        $"{mend} # and reboot, before the next start"
                    );
            }
        }
    }
}
