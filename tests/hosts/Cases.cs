namespace Xen.Hotplug.Hosts;

/// <summary>All cases, by their names.</summary>
internal static class Cases
{
    private const string Trixie = "trixie";
    private const string Bookworm = "bookworm";
    private const string PredictableName = "enp0s2";
    private const string NoDhcpcd = "rm /usr/sbin/dhcpcd";
    private const string NoDhclient = "rm /usr/sbin/dhclient";

    internal static IReadOnlyDictionary<string, Case> All { get; } = List().ToDictionary(each => each.Name);

    private static IEnumerable<Case> List() =>
        [
            NetworkManager("nm-none") with
            {
                HasKilledStart = true,
            },
            NetworkManager("nm-static", Profile("eth0", StaticMethod)) with
            {
                HasLease = false,
            },
            NetworkManager("nm-dhcp", Profile(PredictableName, "method=auto")) with
            {
                Nic = PredictableName,
                HasSecondNic = true,
            },
            Networkd("networkd-name", "Name=eth0") with
            {
                HasKilledStart = true,
            },
            Networkd("networkd-mac", $"MACAddress={Case.MacOf(0)}") with
            {
                Nic = PredictableName,
            },
            Networkd("networkd-type", "Type=ether") with
            {
                HasSecondNic = true,
            },
            Netplan("netplan") with
            {
                HasKilledStart = true,
            },
            Ifupdown("ifupdown-static", "auto", StaticStanza) with
            {
                HasLease = false,
            },
            Ifupdown("ifupdown-dhclient", "auto", Dhcp) with
            {
                Script = NoDhcpcd,
                HasKilledStart = true,
                HasSecondNic = true,
            },
            Ifupdown("ifupdown-dhcpcd", "auto", Dhcp) with
            {
                Script = NoDhclient,
            },
            Ifupdown("hotplug-static", "allow-hotplug", StaticStanza) with
            {
                HasLease = false,
            },
            Ifupdown("hotplug-dhclient", "allow-hotplug", Dhcp) with
            {
                Script = NoDhcpcd,
                HasKilledStart = true,
            },
            Ifupdown("hotplug-dhcpcd", "allow-hotplug", Dhcp) with
            {
                Script = NoDhclient,
            },
            NetworkManager("bookworm-nm-none") with
            {
                Suite = Bookworm,
            },
            Networkd("bookworm-networkd-name", "Name=eth0") with
            {
                Suite = Bookworm,
            },
            Ifupdown("bookworm-ifupdown-dhclient", "auto", Dhcp) with
            {
                Suite = Bookworm,
                Script = NoDhcpcd,
            },
            Ifupdown("bookworm-hotplug-dhclient", "allow-hotplug", Dhcp) with
            {
                Suite = Bookworm,
                Script = NoDhcpcd,
            },
        ];

    private const string StaticMethod = $"""
        method=manual
        address1={Lan.FixedAddress},{Lan.Router}
        dns={Lan.Router};
        """;

    private const string Dhcp = "inet dhcp";

    private const string StaticStanza = $"""
        inet static
            address {Lan.FixedAddress}
            gateway {Lan.Router}
        """;

    private static Case NetworkManager(string name, string profile = "") =>
        new(
            name,
            Trixie,
            Manager.NetworkManager,
            Files("/etc/NetworkManager/system-connections/wired.nmconnection", profile)
        );

    private static string Profile(string nic, string method) =>
        $"""
            [connection]
            id=wired
            type=ethernet
            interface-name={nic}

            [ipv4]
            {method}

            [ipv6]
            method=auto

            """;

    private static Case Networkd(string name, string match) =>
        new(
            name,
            Trixie,
            Manager.Networkd,
            Files("/etc/systemd/network/20-wired.network", $"[Match]\n{match}\n\n[Network]\nDHCP=yes\n")
        )
        {
            Script = StubResolver,
        };

    private static Case Netplan(string name) =>
        new(
            name,
            Trixie,
            Manager.Netplan,
            Files(
                "/etc/netplan/50-cloud-init.yaml",
                """
                network:
                  version: 2
                  renderer: networkd
                  ethernets:
                    eth0:
                      match:
                        macaddress: "52:54:00:ab:cd:01"
                      set-name: eth0
                      dhcp4: true

                """
            )
        )
        {
            Script = StubResolver,
        };

    private const string StubResolver = "ln -sf ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf";

    private static Case Ifupdown(string name, string when, string stanza) =>
        new(
            name,
            Trixie,
            when == "auto" ? Manager.Ifupdown : Manager.IfupdownHotplug,
            Files("/etc/network/interfaces", $"auto lo\niface lo inet loopback\n\n{when} eth0\niface eth0 {stanza}\n")
        );

    private static Dictionary<string, string> Files(string path, string text) =>
        text == "" ? [] : new Dictionary<string, string> { [path] = text };
}
