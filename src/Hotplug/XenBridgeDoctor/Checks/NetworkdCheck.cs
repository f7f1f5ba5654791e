using Xen.Hotplug.Common.Managers.Networkd;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>systemd-networkd writes for each link its state and the file that applies to it (src/network/networkd-link.c of systemd).</summary>
internal sealed class NetworkdCheck : ICheck
{
    private const string Cure =
        "mkdir -p /etc/systemd/network; printf '[Match]\\nName=seth* vif*\\n\\n[Link]\\nUnmanaged=yes\\n' >/etc/systemd/network/00-bridge-shadow.network; networkctl reload";

    public string Name => "systemd-networkd";

    public IEnumerable<Finding> Look(Host host) =>
        host.Files.List(LinkState.LinksFolder).Count == 0
            ? []
            : FindConfigured(host)
                .Concat(FindKept(host))
                .OrWell("systemd-networkd", "configures neither an uplink nor a guest's port");

    /// <summary>The file by which networkd configures a link; null if it leaves the link alone.</summary>
    internal static string? FileOf(HostFiles files, int index) =>
        files.TryRead($"{LinkState.LinksFolder}/{index}") is { } text ? LinkState.ParseFile(text) : null;

    private static IEnumerable<Finding> FindConfigured(Host host)
    {
        foreach (var link in host.LinksOfOurs)
        {
            if (FileOf(host.Files, link.Index) is not { } file)
                continue;
            yield return Finding.Wrong(
                link.Name,
                $"systemd-networkd configures it by {Text.Printable(file)}, and takes it out of its bridge",
                Cure
            );
        }
    }

    /// <summary>What an older version's start without a lease has left; of ours UnsettledManagerCheck speaks.</summary>
    private static IEnumerable<Finding> FindKept(Host host)
    {
        foreach (var shadow in host.Shadowed)
        {
            var name = shadow.InterfaceName;
            if (host.UnsettledManagers.Exists(unsettled => unsettled.Interface == name))
                continue;
            var file = NetworkdManager.BridgeFile(name);
            if (host.Files.TryRead(file) is not { } text || !NetworkFile.Sets(text, "KeepConfiguration", "Network"))
                continue;
            yield return Finding.Doubtful(
                name.Value,
                $"systemd-networkd had no lease for it when it was started, and by {Text.Printable(file)} keeps its address also when a lease ends",
                $"bridge-shadow restart {Text.ShellWord(name.Value)} # once the DHCP server answers"
            );
        }
    }
}
