using System.Text.Json;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Bridging;

public class BridgeStatusSpecs
{
    private static readonly Link s_uplink = new()
    {
        Index = 2,
        Name = "seth0",
        Flags = LinkFlags.Up | LinkFlags.Running,
        Mtu = 1500,
        MasterIndex = Eth0.Index,
        Address = Mac("00:16:3e:aa:aa:aa"),
        BridgePortState = 3,
    };

    private static BridgeStatus Read(params Link[] links)
    {
        var table = new InMemoryNetwork([Eth0, Eth1, .. links]);
        table.Addresses.Add(Address(Eth0, "192.0.2.7", 24));
        table.Addresses.Add(Address(Eth0, "2001:db8::7", 64));
        table.Addresses.Add(Address(Eth1, "192.0.2.9", 24));
        return BridgeStatus.Read(table, Eth0);
    }

    private static readonly GuardReport s_noGuards = new(new Dictionary<int, GuardRecord>(), "unset");

    private static JsonElement ToJson(BridgeStatus status) =>
        JsonDocument.Parse(JsonText.Write(json => status.WriteTo(json, s_noGuards.WriteTo))).RootElement;

    [Fact]
    public void The_bridge_each_address_and_each_port_has_a_line() =>
        Assert.Equal(
            """
            bridge eth0: up, running, 00:16:3e:aa:aa:aa, mtu 1500
              address 192.0.2.7/24
              address 2001:db8::7/64
              port seth0           up, running, forwarding
              port vif1.0          up, not running, disabled

            """,
            Read(OnlineVif with { BridgePortState = 0 }, s_uplink, Vif with { Index = 8 }).ToText(s_noGuards.Describe)
        );

    [Fact]
    public void What_a_guarded_port_may_send_is_said_beside_it()
    {
        var port = s_uplink with { PortOptions = SomeLinks.GuardedByRules };
        var record = new GuardRecord("vif1.0", port.Index, null, "mac 00:16:3e:00:00:01");
        var guards = new GuardReport(new Dictionary<int, GuardRecord> { [port.Index] = record }, "yes");
        var unknown = new GuardReport(null, "unknown");

        Assert.Contains(
            "forwarding, guarded: mac 00:16:3e:00:00:01, by rules alone\n",
            Read(port).ToText(guards.Describe)
        );
        Assert.Contains("forwarding, guarded: unknown\n", Read(port).ToText(unknown.Describe));
    }

    [Fact]
    public void A_bridge_without_ports_says_so() =>
        Assert.EndsWith("/64\n  no ports\n", Read().ToText(s_noGuards.Describe), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "down")]
    [InlineData(0x40, "down")]
    [InlineData(0x1, "up, not running")]
    [InlineData(0x41, "up, running")]
    public void A_port_is_shown_as_down_up_or_running(uint flags, string words) =>
        Assert.Contains(
            $"  port seth0           {words}, forwarding\n",
            Read(s_uplink with { Flags = (LinkFlags)flags }).ToText(s_noGuards.Describe),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(0, "disabled")]
    [InlineData(1, "listening")]
    [InlineData(2, "learning")]
    [InlineData(3, "forwarding")]
    [InlineData(4, "blocking")]
    [InlineData(5, "unknown")]
    public void A_port_has_the_state_that_the_bridge_gave_it(byte state, string word) =>
        Assert.Equal(
            word,
            ToJson(Read(s_uplink with { BridgePortState = state }))
                .GetProperty("ports")[0]
                .GetProperty("state")
                .GetString()
        );

    [Fact]
    public void JSON_has_the_bridge_its_addresses_and_its_ports() =>
        Assert.Equal(
            """
            {"bridge":{"name":"eth0","address":"00:16:3e:aa:aa:aa","mtu":1500,"up":true,"running":true,
            "addresses":["192.0.2.7/24","2001:db8::7/64"],"filtersVlans":false},
            "ports":[{"name":"seth0","address":"00:16:3e:aa:aa:aa","mtu":1500,"up":true,"running":true,
            "state":"forwarding"}]}
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(ToJson(Read(s_uplink)))
        );

    [Fact]
    public void A_port_without_an_address_has_none_in_JSON() =>
        Assert.Equal(
            JsonValueKind.Null,
            ToJson(Read(s_uplink with { Address = null })).GetProperty("ports")[0].GetProperty("address").ValueKind
        );
}
