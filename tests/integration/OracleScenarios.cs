namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// A host and a store to begin with, and the events that follow. In the shell scripts, the store is written
/// with the real xenstore-write, and $backend and $frontend are the device's directories.
/// </summary>
/// <param name="Name">What a test calls it.</param>
/// <param name="Given">What is done beforehand, on top of the bridge eth0, vif1.0, its tap and its directories.</param>
/// <param name="Events">Arguments of vif-bridge, or a shell command after "$ ".</param>
internal sealed record OracleScenario(string Name, string Given, params string[] Events)
{
    private const string Online = "online type_if=vif";
    private const string Offline = "offline type_if=vif";
    private const string Add = "add type_if=tap";
    private const string Remove = "remove type_if=tap";

    public static IReadOnlyList<OracleScenario> All { get; } =
    [
        new("online", "", Online),
        new("online of xend", "xenstore-rm $backend/bridge", "bridge=eth0 online"),
        new("online with the only bridge", "xenstore-rm $backend/bridge", Online),
        new("online with an xenbr0 that is eth0", "xenstore-write $backend/bridge xenbr0", Online),
        new(
            "online with an argument beside the key",
            "ip link add lan address 02:00:00:00:00:05 type bridge",
            $"{Online} bridge=lan"
        ),
        new("online twice", "", Online, Online),
        new("online with addresses", "ip addr add 192.0.2.5/24 dev vif1.0", Online),
        new("online of a vif that is up", "ip link set dev vif1.0 up", Online),
        new("online of a port", "ip link set dev vif1.0 master eth0", Online),
        new("online to a bridge that is down", "ip link set dev eth0 down", Online),
        new("online with ip", "xenstore-write $backend/ip '192.0.2.1 198.51.100.0/24'", Online),
        new("online with mtu", "xenstore-write $backend/mtu 1400", Online),
        new("online with the bridge's mtu", "ip link set dev eth0 mtu 4000", Online),
        new("online with mtu 0", "xenstore-write $backend/mtu 0", Online),
        new("online with an mtu that no link can have", "xenstore-write $backend/mtu 65536", Online),
        new("online with vifname", "xenstore-write $backend/vifname web", Online),
        new("online with vifname twice", "xenstore-write $backend/vifname web", Online, Online),
        new("online with vifname taken", "xenstore-write $backend/vifname eth0", Online),
        new("online with vifname and mtu", "xenstore-write $backend/vifname web $backend/mtu 1400", Online),
        new(
            "online with vifname of a vif that is up",
            "xenstore-write $backend/vifname web; ip link set dev vif1.0 up",
            Online
        ),
        new("online without vif", "ip link delete dev vif1.0", Online),
        new("online without bridge", "ip link delete dev eth0", Online),
        new(
            "online with several bridges",
            "xenstore-rm $backend/bridge; ip link add lan address 02:00:00:00:00:05 type bridge",
            Online
        ),
        new("online without frontend", "xenstore-rm /local/domain/1", Online),
        new("online without backend", "xenstore-rm $backend", $"{Online} bridge=eth0"),
        new("online to a link that is no bridge", "xenstore-write $backend/bridge far1.0", Online),
        new(
            "online from another bridge",
            "ip link add lan address 02:00:00:00:00:05 type bridge; ip link set dev vif1.0 master lan",
            Online
        ),
        new("offline", "", Online, Offline),
        new("offline twice", "", Online, Offline, Offline),
        new("offline of what was never online", "", Offline),
        new("offline and online again", "", Online, Offline, Online),
        new("offline with vifname", "xenstore-write $backend/vifname web", Online, Offline),
        new("offline without vif", "", Online, "$ ip link delete dev vif1.0", Offline),
        new("offline without bridge", "", Online, "$ ip link delete dev eth0", Offline),
        new("offline without port", "", Online, "$ ip link set dev vif1.0 nomaster", Offline),
        new("offline without backend", "", Online, "$ xenstore-rm $backend", $"{Offline} bridge=eth0"),
        new(
            "offline from another bridge",
            "ip link add lan address 02:00:00:00:00:05 type bridge",
            Online,
            "$ ip link set dev vif1.0 master lan",
            Offline
        ),
        new("add", "", Add),
        new("add with mtu", "xenstore-write $backend/mtu 1400", Add),
        new("add with vifname", "xenstore-write $backend/vifname web", Online, Add),
        new("add twice", "", Add, Add),
        new("remove", "", Add, Remove),
        new("remove without tap", "", Add, "$ ip link delete dev vif1.0-emu", Remove),
        new("the four of libxl", "", Online, Add, Offline, Remove),
        new("online of a tap", "", "online type_if=tap"),
        new("add of a vif", "", "add type_if=vif"),
        new("an unknown command", "", "restart type_if=vif"),
        new("an unknown type", "", "online type_if=tun"),
    ];
}
