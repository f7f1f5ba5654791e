using Xen.Hotplug.Common.Firewall;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Firewall;

/// <summary>A table with an administrator's rules, in which ports come and go.</summary>
public abstract class GivenIptables
{
    private protected const string Administrator = """
        *filter
        :INPUT DROP [0:0]
        :FORWARD DROP [0:0]
        :OUTPUT ACCEPT [0:0]
        :DOCKER - [0:0]
        :xen-mine - [0:0]
        -A FORWARD -m physdev --physdev-in vif1.0 --physdev-is-bridged -j xen-mine
        -A FORWARD -i docker0 -j DOCKER
        -A DOCKER -s 192.0.2.5/32 -j DROP
        -A xen-mine -m physdev --physdev-out vif1.0 --physdev-is-bridged -j DROP
        COMMIT

        """;

    private protected InMemoryIptables Table { get; } = new(Administrator);

    private protected static PortGuard Guard(string ip = "192.0.2.5 198.51.100.64/26 2001:db8::5 2001:db8:1::/64") =>
        new("vif1.0", 7, Mac("00:16:3e:12:34:56"), ip.Length == 0 ? [] : AddressRange.ParseList(ip, "ip"));

    private protected IptablesRules Read(bool isInet = true) => new(Table.Saved, isInet);

    private protected string? Put(string port, PortGuard? guard, bool isInet = true)
    {
        var rules = Read(isInet);
        rules.Put(port, rules.MakeRules(port, guard));
        Table.Restore(rules.Script);
        return rules.Script;
    }

    private protected string? Remove(params string[] ports)
    {
        var rules = Read();
        rules.Remove(ports);
        Table.Restore(rules.Script);
        return rules.Script;
    }

    private protected string? Set(HostDefault value)
    {
        var rules = Read();
        rules.SetHostDefault(value);
        Table.Restore(rules.Script);
        return rules.Script;
    }

    private protected IReadOnlyList<string> Shared => Table.Rules("xen-hotplug");

    /// <summary>What the port's packets are checked with before anything accepts them.</summary>
    private protected IReadOnlyList<string> Checks(string port)
    {
        var jump = Assert.Single(Shared, rule => rule.Contains($"-in {port} ") && !rule.EndsWith("-j ACCEPT"));
        return Table.Rules(jump[(jump.LastIndexOf(' ') + 1)..]);
    }
}
