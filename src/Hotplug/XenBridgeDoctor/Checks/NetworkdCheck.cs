using Xen.Hotplug.Common.Managers;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>systemd-networkd writes for each link its state and the file that applies to it (src/network/networkd-link.c of systemd).</summary>
internal sealed class NetworkdCheck : ICheck
{
    private const string Folder = "/run/systemd/netif/links";
    private const string Cure =
        "mkdir -p /etc/systemd/network; printf '[Match]\\nName=seth* vif*\\n\\n[Link]\\nUnmanaged=yes\\n' >/etc/systemd/network/00-bridge-shadow.network; networkctl reload";

    public string Name => "systemd-networkd";

    public IEnumerable<Finding> Look(Host host) =>
        host.Files.List(Folder).Count == 0
            ? []
            : FindConfigured(host).OrWell("systemd-networkd", "configures neither an uplink nor a guest's port");

    /// <summary>The file by which networkd configures a link; null if it leaves the link alone.</summary>
    internal static string? FileOf(HostFiles files, int index)
    {
        if (files.TryRead($"{Folder}/{index}") is not { } text)
            return null;
        var values = KeyFile.Parse(text);
        // A file may say Unmanaged=yes, and then is what keeps networkd away.
        return
            values.GetValueOrDefault("ADMIN_STATE") is not ("unmanaged" or "linger")
            && values.GetValueOrDefault("NETWORK_FILE") is { Length: > 0 } file
            ? file
            : null;
    }

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
}
