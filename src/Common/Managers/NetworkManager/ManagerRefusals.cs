using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>Why NetworkManager cannot be told of a bridge.</summary>
internal static class ManagerRefusals
{
    // What ends with NetworkManager, by the names that nmcli has for devices (nmcli(1), libnmc-setting): it works only while a
    // daemon of NetworkManager's does, or is always taken down on quit (unmanaged_on_quit in nm-device-wifi.c).
    private static string[] FleetingTypes =>
        ["wifi", "wifi-p2p", "olpc-mesh", "gsm", "cdma", "modem", "bt", "adsl", "ppp", "wireguard", "wpan", "6lowpan"];

    /// <summary>Looks for a reason; null if there is none.</summary>
    internal static string? Find(InterfaceName name, ActiveProfile profile)
    {
        var subject = $"NetworkManager's profile {Text.Quoted(profile.Id)} of {name}";
        if (!Systemd.IsInit)
            return "NetworkManager has to be stopped for a moment, and systemd does not run, which would do it; stop NetworkManager, and give the bridge a profile yourself";
        if (profile.Text.Find("connection", "type") is not { } type)
            return $"{subject} is in no file that NetworkManager writes itself ({profile.Path}); make it one with 'nmcli connection migrate {profile.Uuid}'";
        if (!profile.Text.IsEthernet)
            return $"{subject} is of the type {Text.Printable(type)}, and it is not known how a bridge takes over one that is not ethernet";
        if (profile.Text.Has("802-1x"))
            return $"{subject} logs in to the network by 802.1X, which ends while NetworkManager is stopped for a moment";
        var (_, devices) = HostCommand.Ask("nmcli", "-t", "-f", "TYPE,STATE,DEVICE", "device");
        var (_, connections) = HostCommand.Ask("nmcli", "-t", "-f", "TYPE,NAME", "connection", "show", "--active");
        return FindLosses(devices, connections) is { Count: > 0 } losses
            ? $"NetworkManager has to be stopped for a moment, which ends what else it carries: {Text.List(losses)}; end it first"
            : null;
    }

    /// <summary>What ends with NetworkManager, of nmcli's lists of devices (TYPE:STATE:DEVICE) and active connections (TYPE:NAME).</summary>
    internal static IReadOnlyList<string> FindLosses(string devices, string connections)
    {
        var losses = new List<string>();
        foreach (var line in devices.Split('\n'))
        {
            // "connected (externally)" is somebody else's.
            if (
                line.Split(':', 3) is [var type, "connected" or "connecting", var device]
                && FleetingTypes.Contains(type)
            )
                losses.Add($"{device} ({type})");
        }
        foreach (var line in connections.Split('\n'))
        {
            if (line.Split(':', 2) is ["vpn", var name])
                losses.Add($"{Text.Quoted(name)} (vpn)");
        }
        return losses;
    }
}
