using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

/// <summary>What the rules of a port say.</summary>
public class IptablesRulesSpecs : GivenIptables
{
    private const string DetectionTypes = "135 131 132 143";

    [Fact]
    public void An_open_port_is_accepted_in_the_chain_that_comes_first_in_FORWARD()
    {
        Put("vif1.0", null);

        Assert.Equal("-m physdev --physdev-is-bridged -j xen-hotplug", Table.Rules("FORWARD")[0]);
        Assert.Equal(
            [
                "-m physdev --physdev-in vif1.0 --physdev-is-bridged -j ACCEPT",
                "-m physdev --physdev-out vif1.0 --physdev-is-bridged -j ACCEPT",
            ],
            Shared
        );
    }

    [Fact]
    public void A_guarded_port_may_send_IPv4_from_its_addresses_and_DHCP()
    {
        Put("vif1.0", Guard());

        Assert.Equal(
            [
                "-p udp -m udp --dport 68 -j DROP",
                "-s 192.0.2.5/32 -j RETURN",
                "-s 198.51.100.64/26 -j RETURN",
                "-s 0.0.0.0/32 -p udp -m udp --sport 68 --dport 67 -j RETURN",
                "-j DROP",
            ],
            Checks("vif1.0")
        );
    }

    [Fact]
    public void A_guarded_port_may_send_IPv6_from_its_addresses_and_link_local()
    {
        Put("vif1.0", Guard(), isInet: false);

        Assert.Equal(
            [
                "-p ipv6-icmp -m icmp6 --icmpv6-type 134 -j DROP",
                "-p ipv6-icmp -m icmp6 --icmpv6-type 137 -j DROP",
                "-p udp -m udp --dport 546 -j DROP",
                "-s 2001:db8::5/128 -j RETURN",
                "-s 2001:db8:1::/64 -j RETURN",
                "-s fe80::216:3eff:fe12:3456/128 -j RETURN",
                .. DetectionTypes
                    .Split(' ')
                    .Select(type => $"-s ::/128 -p ipv6-icmp -m icmp6 --icmpv6-type {type} -j RETURN"),
                "-j DROP",
            ],
            Checks("vif1.0")
        );
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public void A_guarded_port_without_addresses_is_no_router_or_DHCP_server(bool isInet, int count)
    {
        Put("vif1.0", Guard(""), isInet);

        Assert.Equal(count, Checks("vif1.0").Count);
        Assert.All(Checks("vif1.0"), rule => Assert.Matches("(--dport|--icmpv6-type) [0-9]+ -j DROP$", rule));
    }

    [Fact]
    public void Addresses_of_one_protocol_allow_only_the_link_local_of_the_other()
    {
        Put("vif1.0", Guard("2001:db8::5"));
        Put("vif2.0", Guard("192.0.2.5"), isInet: false);

        Assert.Equal(["0.0.0.0/32"], Sources("vif1.0"));
        Assert.Equal(["fe80::216:3eff:fe12:3456/128", "::/128"], Sources("vif2.0"));

        IEnumerable<string> Sources(string port) =>
            Checks(port).Where(rule => rule.StartsWith("-s ")).Select(rule => rule.Split(' ')[1]).Distinct();
    }
}
