using System.Text;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Managers.NetworkManager;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>NetworkManager writes for each link whether it is in charge of it (man 8 NetworkManager, nm-config.c).</summary>
internal sealed class NetworkManagerCheck : ICheck
{
    public string Name => "networkmanager";

    public IEnumerable<Finding> Look(Host host) =>
        host.Files.List(DeviceState.Folder).Count == 0
            ? []
            : FindManaged(host).OrWell("NetworkManager", "carries no uplink for itself, and no guest's port");

    private static IEnumerable<Finding> FindManaged(Host host)
    {
        foreach (var link in host.LinksOfOurs)
        {
            var state = DeviceState.Parse(host.Files.TryRead($"{DeviceState.Folder}/{link.Index}") ?? "");
            if (!state.IsManaged)
                continue;
            if (state.Profile == null)
                yield return Finding.Doubtful(
                    link.Name,
                    "NetworkManager is in charge of it, and may activate a profile on it",
                    LeaveAlone(link)
                );
            else if (VifName.Of(link) != null)
                yield return Finding.Wrong(
                    link.Name,
                    "NetworkManager has activated a profile on it, and may take it out of its bridge",
                    LeaveAlone(link)
                );
            else if (NameUnder(link) is var name && NoteOf(host, name).GetValueOrDefault("port") != state.Profile)
                yield return Finding.Wrong(
                    link.Name,
                    $"NetworkManager has activated a profile on it that is not for a port of {name}: DHCP is heard on {name} alone, and NetworkManager may take it out of its bridge",
                    // The stop gives the card back to its profile, and the start gives the bridge one.
                    $"bridge-shadow restart {Text.ShellWord(name)}"
                );
        }
    }

    private static IReadOnlyDictionary<string, string> NoteOf(Host host, string name) =>
        KeyFile.Parse(host.Files.TryRead($"{ShadowNames.RuntimeFolder}/{name}:NetworkManager") ?? "");

    private static string NameUnder(Link uplink) => uplink.Name[ShadowNames.UplinkPrefix.Length..];

    // NetworkManager sets a link down that it has to let go of. At boot it finds the file before there is such a link.
    private static string LeaveAlone(Link link)
    {
        var name = VifName.Of(link) != null ? "vif*" : Exactly(link.Name);
        return $"mkdir -p /etc/NetworkManager/conf.d; printf '[keyfile]\\nunmanaged-devices+=interface-name:%s\\n' {Text.ShellWord(name)} >{Text.ShellWord($"/etc/NetworkManager/conf.d/90-bridge-shadow-{(VifName.Of(link) != null ? "vif" : link.Name)}.conf")}"
            + " # counts from the next boot; do not reload NetworkManager before, which would set the link down";
    }

    /// <summary>
    /// A link's name in a list of NetworkManager's: a name is a pattern there, unless a = stands before it, and backslash, comma
    /// and semicolon mean something (nm_match_spec_split of src/core/nm-core-utils.c).
    /// </summary>
    private static string Exactly(string name)
    {
        var escaped = new StringBuilder();
        var isPlain = true;
        foreach (var character in name)
        {
            isPlain &= char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_';
            if (character is '\\' or ',' or ';')
                escaped.Append('\\');
            escaped.Append(character);
        }
        return isPlain ? name : $"={escaped}";
    }
}
