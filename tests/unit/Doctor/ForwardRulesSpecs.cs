using Xen.Hotplug.XenBridgeDoctor.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

public class ForwardRulesSpecs
{
    private const string OfPort = "-A xen-hotplug -m physdev --physdev-in vif1.0 --physdev-is-bridged -j ACCEPT";

    [Theory]
    [InlineData(":FORWARD DROP [0:0]", true)]
    [InlineData(":FORWARD ACCEPT [0:0]", false)]
    [InlineData(":INPUT DROP [0:0]", false)]
    [InlineData("", false)]
    public void The_policy_is_read(string line, bool drops) =>
        Assert.Equal(drops, new ForwardRules($"*filter\n{line}\nCOMMIT\n").Drops);

    [Theory]
    [InlineData("-A FORWARD -j ACCEPT")]
    [InlineData("-A FORWARD -m physdev --physdev-is-bridged -j ACCEPT")]
    [InlineData("-A FORWARD -i eth0 -j ACCEPT")]
    [InlineData("-A FORWARD -i eth0 -o eth0 -j ACCEPT")]
    [InlineData("-A FORWARD -m physdev --physdev-is-bridged -j xen-hotplug\n" + OfPort)]
    [InlineData("-A FORWARD -j DOCKER-USER\n-A DOCKER-USER -j MINE\n-A MINE -i eth0 -o eth0 -j ACCEPT")]
    public void A_rule_that_accepts_a_ports_packets_is_found(string rules) =>
        Assert.True(new ForwardRules(rules).Accept("vif1.0", "eth0"));

    [Theory]
    [InlineData("")]
    [InlineData("-A FORWARD -j DROP")]
    [InlineData("-A INPUT -j ACCEPT")]
    [InlineData("-A FORWARD -i docker0 -j ACCEPT")]
    [InlineData("-A FORWARD -i eth0 -o docker0 -j ACCEPT")]
    [InlineData("-A FORWARD -i eth0 -s 192.0.2.0/24 -j ACCEPT")]
    [InlineData("-A FORWARD -m physdev --physdev-is-bridged -p tcp -j ACCEPT")]
    [InlineData("-A FORWARD -m physdev ! --physdev-is-bridged -j ACCEPT")]
    [InlineData("-A FORWARD ! -i eth0 -j ACCEPT")]
    [InlineData("-A DOCKER-USER -j ACCEPT")]
    [InlineData("-A FORWARD -s 192.0.2.0/24 -j DOCKER-USER\n-A DOCKER-USER -j ACCEPT")]
    [InlineData("-A FORWARD -j ONE\n-A ONE -j TWO\n-A TWO -j ONE")]
    [InlineData("-A FORWARD -m physdev --physdev-is-bridged -j xen-hotplug")]
    [InlineData(OfPort)]
    [InlineData("-A")]
    [InlineData("-A FORWARD -i")]
    public void A_rule_that_does_not_accept_all_of_a_ports_packets_is_not_enough(string rules) =>
        Assert.False(new ForwardRules(rules).Accept("vif1.0", "eth0"));

    [Fact]
    public void A_rule_of_another_port_is_not_enough() =>
        Assert.False(
            new ForwardRules($"-A FORWARD -m physdev --physdev-is-bridged -j xen-hotplug\n{OfPort}").Accept(
                "vif1.1",
                "eth0"
            )
        );
}
