using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>ifupdown: what it has configured (/run/network/ifstate), and what its files tell it to.</summary>
internal sealed class IfupdownCheck : ICheck
{
    private const string State = "/run/network/ifstate";
    private const string Main = "/etc/network/interfaces";

    public string Name => "ifupdown";

    public IEnumerable<Finding> Look(Host host)
    {
        var files = host.Files;
        var state = files.TryRead(State);
        var texts = new List<(string Path, InterfacesFile Content)>();
        foreach (var path in files.List($"{Main}.d").Prepend(Main))
        {
            if (files.TryRead(path) is { } text)
                texts.Add((path, InterfacesFile.Parse(text)));
        }
        return state == null && texts.Count == 0
            ? []
            : Look(host, KeyFile.Parse(state ?? ""), texts)
                .OrWell("ifupdown", "configures neither an uplink nor a guest's port");
    }

    private static IEnumerable<Finding> Look(
        Host host,
        IReadOnlyDictionary<string, string> configured,
        List<(string Path, InterfacesFile Content)> texts
    )
    {
        foreach (var link in host.LinksOfOurs)
        {
            if (configured.ContainsKey(link.Name))
                yield return Finding.Doubtful(
                    link.Name,
                    $"ifupdown has configured it ({State}), and ifdown will take it down",
                    $"sed -i {Text.ShellWord($"/^{link.Name}=/d")} {State}"
                );
            foreach (var (path, _) in texts.FindAll(file => file.Content.Configures(link.Name)))
                yield return Finding.Doubtful(
                    link.Name,
                    $"{path} configures it, and it needs nothing but its bridge",
                    $"sed -i {Text.ShellWord($"/^iface {link.Name} /,/^$/d")} {Text.ShellWord(path)} # and what else there is about it"
                );
        }
        foreach (var shadow in host.Shadows)
        {
            foreach (var (path, _) in texts.FindAll(file => file.Content.AllowsHotplug(shadow.InterfaceName.Value)))
                yield return Finding.Doubtful(
                    shadow.InterfaceName.Value,
                    $"{path} has allow-hotplug {shadow.InterfaceName}: when bridge-shadow renames the NIC, systemd runs ifdown {shadow.InterfaceName}, which takes the bridge down",
                    $"sed -i {Text.ShellWord($"s/^allow-hotplug {shadow.InterfaceName}$/auto {shadow.InterfaceName}/")} {Text.ShellWord(path)} # and reboot, before the next start"
                );
        }
    }
}
