using Xen.Hotplug.Common.Managers.NetworkManager;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers.NetworkManager;

public class BridgeProfilesSpecs
{
    private const string Uuid = "6bd0cf31-8d76-3481-a157-64b37bae1191";

    private const string Card = """
        # by hand
        [connection]
        id=wired
        uuid=6bd0cf31-8d76-3481-a157-64b37bae1191
        type=ethernet
        interface-name=eth0
        timestamp=1795655344
        zone=home

        [ethernet]
        mac-address=52:54:00:AB:CD:01
        mtu=9000

        [802-1x]
        eap=md5
        password=secret

        [ipv4]
        address1=10.77.0.10/24,10.77.0.1
        dns=10.77.0.1;
        method=manual

        [ipv6]
        addr-gen-mode=default
        method=auto
        """;

    private static CardIdentity Written =>
        new(Uuid, "/etc/NetworkManager/system-connections/wired.nmconnection", false);

    private static CardIdentity MadeUp => Written with { IsMadeUp = true };

    private static BridgeProfiles Make(CardIdentity identity, string card = Card) =>
        new(InterfaceName.Parse("eth0", "test"), "seth0", ConnectionFile.Parse(card), identity);

    private static ConnectionFile BridgeOf(CardIdentity identity, string card = Card) =>
        ConnectionFile.Parse(Make(identity, card).FormatBridge());

    private static ConnectionFile PortOf(CardIdentity identity) => ConnectionFile.Parse(Make(identity).FormatPort());

    [Theory]
    [InlineData("connection", "type", "bridge")]
    [InlineData("connection", "interface-name", "eth0")]
    [InlineData("connection", "zone", "home")]
    [InlineData("bridge", "stp", "false")]
    [InlineData("bridge", "forward-delay", "0")]
    [InlineData("ethernet", "mtu", "9000")]
    [InlineData("ethernet", "mac-address", null)]
    [InlineData("ipv4", "address1", "10.77.0.10/24,10.77.0.1")]
    [InlineData("ipv4", "dns", "10.77.0.1;")]
    [InlineData("802-1x", "password", null)]
    [InlineData("connection", "timestamp", null)]
    public void The_bridge_has_what_is_about_the_network(string group, string key, string? value) =>
        Assert.Equal(value, BridgeOf(Written).Find(group, key));

    [Theory]
    [InlineData("connection", "type", "ethernet")]
    [InlineData("connection", "interface-name", "seth0")]
    [InlineData("connection", "slave-type", "bridge")]
    [InlineData("ethernet", "mac-address", "52:54:00:AB:CD:01")]
    [InlineData("ethernet", "mtu", "9000")]
    [InlineData("802-1x", "password", "secret")]
    [InlineData("ipv4", "method", null)]
    public void The_port_has_what_is_about_the_card(string group, string key, string? value) =>
        Assert.Equal(value, PortOf(Written).Find(group, key));

    [Fact]
    public void The_port_belongs_to_the_bridge_s_profile() =>
        Assert.Equal(BridgeOf(Written).Find("connection", "uuid"), PortOf(Written).Find("connection", "master"));

    [Fact]
    public void A_made_up_profile_hands_on_its_uuid() =>
        Assert.Equal(Uuid, BridgeOf(MadeUp).Find("connection", "uuid"));

    [Fact]
    public void A_written_profile_keeps_its_uuid() =>
        Assert.NotEqual(Uuid, BridgeOf(Written).Find("connection", "uuid"));

    [Fact]
    public void The_uuids_are_the_same_each_time() =>
        Assert.Equal(
            (Make(Written).BridgeUuid, Make(Written).PortUuid),
            (Make(Written).BridgeUuid, Make(Written).PortUuid)
        );

    [Fact]
    public void What_the_card_was_known_by_is_kept()
    {
        var bridge = BridgeOf(
            Written with
            {
                RouteMetric = "101",
                DhcpClientId = "01:52:54:00:ab:cd:01",
                Token = "::f702:38c1:278e:957a",
            }
        );

        Assert.Equal("101", bridge.Find("ipv4", "route-metric"));
        Assert.Equal("101", bridge.Find("ipv6", "route-metric"));
        Assert.Equal("01:52:54:00:ab:cd:01", bridge.Find("ipv4", "dhcp-client-id"));
        Assert.Equal("eui64", bridge.Find("ipv6", "addr-gen-mode"));
        Assert.Equal("::f702:38c1:278e:957a", bridge.Find("ipv6", "token"));
    }

    [Theory]
    [InlineData("[ipv6]\nmethod=auto\n")]
    [InlineData("[ipv6]\naddr-gen-mode=eui64\n")]
    [InlineData("[connection]\nstable-id=home\n\n[ipv6]\naddr-gen-mode=stable-privacy\n")]
    [InlineData("[ipv6]\naddr-gen-mode=default\ntoken=::1\n")]
    public void Addresses_that_do_not_come_from_the_uuid_need_no_token(string card) =>
        Assert.False(BridgeProfiles.HasAddressesByUuid(ConnectionFile.Parse(card)));

    [Theory]
    [InlineData("[ipv6]\naddr-gen-mode=default\n")]
    [InlineData("[ipv6]\naddr-gen-mode=stable-privacy\n")]
    [InlineData("[connection]\nstable-id=${CONNECTION}-1\n\n[ipv6]\naddr-gen-mode=default\n")]
    public void Addresses_that_come_from_the_uuid_need_a_token(string card) =>
        Assert.True(BridgeProfiles.HasAddressesByUuid(ConnectionFile.Parse(card)));

    [Fact]
    public void A_metric_that_the_profile_names_is_kept() =>
        Assert.Equal(
            "7",
            BridgeOf(Written with { RouteMetric = "100" }, "[ipv4]\nroute-metric=7\n").Find("ipv4", "route-metric")
        );

    [Fact]
    public void Both_profiles_say_what_the_bridge_should_make_of_vlans()
    {
        var profiles = new BridgeProfiles(
            InterfaceName.Parse("eth0", "test"),
            "seth0",
            ConnectionFile.Parse(Card),
            Written
        )
        {
            Vlans = ShadowVlans.Parse("yes", "10p/20/30-39", ""),
        };

        var (bridge, port) = (
            ConnectionFile.Parse(profiles.FormatBridge()),
            ConnectionFile.Parse(profiles.FormatPort())
        );

        Assert.Equal("true", bridge.Find("bridge", "vlan-filtering"));
        Assert.Equal("10", bridge.Find("bridge", "vlan-default-pvid"));
        Assert.Equal("10 pvid untagged, 20, 30-39", port.Find("bridge-port", "vlans"));
    }

    [Fact]
    public void Neither_profile_speaks_of_vlans_unless_the_bridge_filters_them()
    {
        Assert.Null(BridgeOf(Written).Find("bridge", "vlan-filtering"));
        Assert.Null(PortOf(Written).Find("bridge-port", "vlans"));
    }
}
