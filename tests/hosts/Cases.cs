namespace Xen.Hotplug.Hosts;

/// <summary>All cases, by their names.</summary>
internal static class Cases
{
    private const string ProfilePath = "/etc/NetworkManager/system-connections/wired.nmconnection";
    private const string NetworkPath = "/etc/systemd/network/20-wired.network";
    private const string NetplanPath = "/etc/netplan/50-cloud-init.yaml";
    private const string StubResolver = "ln -sf ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf";

    private const string StaticMethod = $"""
        method=manual
        address1={Lan.FixedAddress},{Lan.Router}
        dns={Lan.Router};
        """;

    private const string StaticStanza = $"""
        inet static
            address {Lan.FixedAddress}
            gateway {Lan.Router}
        """;

    private const string NetworkdDhcp = "DHCP=yes";

    private const string NetworkdStatic = $"""
        Address={Lan.FixedAddress}
        Gateway={Lan.Router}
        DNS={Lan.Router}
        """;

    private const string DhcpStanza = "inet dhcp";

    private const string DhcpStanzas = """
        inet dhcp

        auto eth1
        iface eth1 inet dhcp
        """;

    private static readonly Client s_noClient = new("", null);
    private static readonly Client s_dhclient = new("rm /usr/sbin/dhcpcd", DnsEdit.InDhclient);
    private static readonly Client s_dhcpcd = new("rm /usr/sbin/dhclient", DnsEdit.InDhcpcd);

    internal static IReadOnlyDictionary<string, Case> All { get; } = List().ToDictionary(each => each.Name);

    private static IEnumerable<Case> List()
    {
        var withoutProfile = NetworkManager("nm-none", []).WithKilledStart();
        yield return withoutProfile;
        yield return NetworkManager("nm-static", Profile(StaticMethod));
        yield return NetworkManager("nm-dhcp", Profile("method=auto")).WithPredictableName().WithSecondCard();

        var byName = Networkd("networkd-name", "Name={nic}", NetworkdDhcp).WithKilledStart();
        yield return byName;
        yield return Networkd("networkd-mac", $"MACAddress={Case.MacOf(0)}", NetworkdDhcp).WithPredictableName();
        yield return Networkd("networkd-type", "Type=ether", NetworkdDhcp).WithSecondCard();
        yield return Networkd("networkd-static", "Name={nic}", NetworkdStatic);
        yield return Netplan("netplan").WithKilledStart();

        yield return Auto("ifupdown-static", StaticStanza, s_noClient);
        var auto = Auto("ifupdown-dhclient", DhcpStanza, s_dhclient).WithKilledStart();
        yield return auto;
        yield return Auto("ifupdown-dhclient-two", DhcpStanzas, s_dhclient).WithSecondCard();
        yield return Auto("ifupdown-dhcpcd", DhcpStanza, s_dhcpcd).WithKilledStart();
        yield return AllowHotplug("hotplug-static", StaticStanza, s_noClient);
        var hotplug = AllowHotplug("hotplug-dhclient", DhcpStanza, s_dhclient).WithKilledStart();
        yield return hotplug;
        yield return AllowHotplug("hotplug-dhcpcd", DhcpStanza, s_dhcpcd);

        foreach (var common in new[] { withoutProfile, byName, auto, hotplug })
            yield return common.OnBookworm();
    }

    private static Case NetworkManager(string name, Dictionary<string, string> files) =>
        new(name, Manager.NetworkManager, files)
        {
            DnsEdit = files.Count > 0 ? DnsEdit.InProfile(ProfilePath) : DnsEdit.InNetworkManager,
        };

    private static Dictionary<string, string> Profile(string method) =>
        new()
        {
            [ProfilePath] = $$"""
                [connection]
                id=wired
                type=ethernet
                interface-name={nic}

                [ipv4]
                {{method}}

                [ipv6]
                method=auto

                """,
        };

    private static Case Networkd(string name, string match, string network)
    {
        var text = $"[Match]\n{match}\n\n[Network]\n{network}\n";
        var files = new Dictionary<string, string> { [NetworkPath] = text };
        return new Case(name, Manager.Networkd, files)
        {
            Script = StubResolver,
            DnsEdit = DnsEdit.InNetwork(NetworkPath),
        };
    }

    /// <summary>As an image for clouds has it.</summary>
    private static Case Netplan(string name)
    {
        var text = $$"""
            network:
              version: 2
              renderer: networkd
              ethernets:
                {nic}:
                  match:
                    macaddress: "{{Case.MacOf(0)}}"
                  set-name: {nic}
                  dhcp4: true

            """;
        var files = new Dictionary<string, string> { [NetplanPath] = text };
        return new Case(name, Manager.Netplan, files)
        {
            Script = StubResolver,
            DnsEdit = DnsEdit.InNetplan(NetplanPath),
        };
    }

    private static Case Auto(string name, string stanza, Client client) =>
        new(name, Manager.Ifupdown, Interfaces("auto", stanza)) { Script = client.Script, DnsEdit = client.DnsEdit };

    private static Case AllowHotplug(string name, string stanza, Client client) =>
        new(name, Manager.IfupdownHotplug, Interfaces("allow-hotplug", stanza))
        {
            Script = client.Script,
            DnsEdit = client.DnsEdit,
        };

    private static Dictionary<string, string> Interfaces(string when, string stanza) =>
        new()
        {
            ["/etc/network/interfaces"] = $$"""
                auto lo
                iface lo inet loopback

                {{when}} {nic}
                iface {nic} {{stanza}}

                """,
        };

    /// <summary>ifupdown's DHCP client.</summary>
    /// <param name="Script">Leaves no other in the host.</param>
    /// <param name="DnsEdit">How DNS is edited; without a client, ifupdown leaves DNS alone.</param>
    private sealed record Client(string Script, DnsEdit? DnsEdit);
}
