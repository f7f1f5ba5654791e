using Xen.Hotplug.Common.Managers;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>NetworkManager writes for each link whether it is in charge of it (man 8 NetworkManager, nm-config.c).</summary>
internal sealed class NetworkManagerCheck : ICheck
{
    private const string Folder = "/run/NetworkManager/devices";

    // NetworkManager sets a link down that it has to let go of: seth0 would take the host off the network. At boot it finds
    // the file before there is such a link.
    private const string Cure =
        "mkdir -p /etc/NetworkManager/conf.d; printf '[keyfile]\\nunmanaged-devices+=interface-name:seth*;interface-name:vif*\\n' >/etc/NetworkManager/conf.d/90-bridge-shadow.conf"
        + " # counts from the next boot; do not reload NetworkManager before, which would set the link down; the bridge needs a profile of its own by then (docs/networking.md)";

    public string Name => "networkmanager";

    public IEnumerable<Finding> Look(Host host) =>
        host.Files.List(Folder).Count == 0
            ? []
            : FindManaged(host).OrWell("NetworkManager", "is in charge of neither an uplink nor a guest's port");

    /// <summary>Whether NetworkManager is in charge of a link.</summary>
    internal static bool IsInCharge(HostFiles files, int index) =>
        files.TryRead($"{Folder}/{index}") is { } text && KeyFile.Parse(text).GetValueOrDefault("managed") == "true";

    private static IEnumerable<Finding> FindManaged(Host host)
    {
        foreach (var link in host.LinksOfOurs)
        {
            if (host.Files.TryRead($"{Folder}/{link.Index}") is not { } text)
                continue;
            var values = KeyFile.Parse(text);
            if (values.GetValueOrDefault("managed") != "true")
                continue;
            yield return values.GetValueOrDefault("connection-uuid") is { Length: > 0 }
                ? Finding.Wrong(
                    link.Name,
                    "NetworkManager has activated a profile on it, and may take it out of its bridge",
                    Cure
                )
                : Finding.Doubtful(
                    link.Name,
                    "NetworkManager is in charge of it, and may activate a profile on it",
                    Cure
                );
        }
    }
}
