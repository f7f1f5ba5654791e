namespace Xen.Hotplug.Hosts;

/// <summary>All cases, by their names.</summary>
internal static class Cases
{
    private const string NoDhcpcd = "rm /usr/sbin/dhcpcd";
    private const string NoDhclient = "rm /usr/sbin/dhclient";
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

    private const string DhcpStanza = "inet dhcp";

    private const string DhcpStanzas = """
        inet dhcp

        auto eth1
        iface eth1 inet dhcp
        """;

    internal static IReadOnlyDictionary<string, Case> All { get; } = List().ToDictionary(each => each.Name);

    private static IEnumerable<Case> List()
    {
        var withoutProfile = NetworkManager("nm-none", []).WithKilledStart();
        yield return withoutProfile;
        yield return NetworkManager("nm-static", Profile(StaticMethod));
        yield return NetworkManager("nm-dhcp", Profile("method=auto")).WithPredictableName().WithSecondCard();

        var byName = Networkd("networkd-name", "Name={nic}").WithKilledStart();
        yield return byName;
        yield return Networkd("networkd-mac", $"MACAddress={Case.MacOf(0)}").WithPredictableName();
        yield return Networkd("networkd-type", "Type=ether").WithSecondCard();
        yield return Netplan("netplan").WithKilledStart();

        yield return Auto("ifupdown-static", StaticStanza);
        var auto = Auto("ifupdown-dhclient", DhcpStanza, NoDhcpcd).WithKilledStart();
        yield return auto;
        yield return Auto("ifupdown-dhclient-two", DhcpStanzas, NoDhcpcd).WithSecondCard();
        yield return Auto("ifupdown-dhcpcd", DhcpStanza, NoDhclient).WithKilledStart();
        yield return AllowHotplug("hotplug-static", StaticStanza);
        var hotplug = AllowHotplug("hotplug-dhclient", DhcpStanza, NoDhcpcd).WithKilledStart();
        yield return hotplug;
        yield return AllowHotplug("hotplug-dhcpcd", DhcpStanza, NoDhclient);

        foreach (var common in new[] { withoutProfile, byName, auto, hotplug })
            yield return common.OnBookworm();
    }

    private static Case NetworkManager(string name, Dictionary<string, string> files) =>
        new(name, Manager.NetworkManager, files);

    private static Dictionary<string, string> Profile(string method) =>
        new()
        {
            ["/etc/NetworkManager/system-connections/wired.nmconnection"] = $$"""
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

    private static Case Networkd(string name, string match)
    {
        var text = $"[Match]\n{match}\n\n[Network]\nDHCP=yes\n";
        var files = new Dictionary<string, string> { ["/etc/systemd/network/20-wired.network"] = text };
        return new Case(name, Manager.Networkd, files) { Script = StubResolver };
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
        var files = new Dictionary<string, string> { ["/etc/netplan/50-cloud-init.yaml"] = text };
        return new Case(name, Manager.Netplan, files) { Script = StubResolver };
    }

    private static Case Auto(string name, string stanza, string script = "") =>
        new(name, Manager.Ifupdown, Interfaces("auto", stanza)) { Script = script };

    private static Case AllowHotplug(string name, string stanza, string script = "") =>
        new(name, Manager.IfupdownHotplug, Interfaces("allow-hotplug", stanza)) { Script = script };

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
}
