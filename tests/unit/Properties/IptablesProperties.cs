using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Firewall;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>Ports that come and go in a table of iptables, in any order, with any name and any addresses.</summary>
public partial class IptablesProperties : GivenIptables
{
    // Data stands where an option takes it, or behind the beginning of a chain's name: never as a word of its own that
    // begins with a dash.
    private const string Name = "[A-Za-z0-9._@+-]{1,15}";
    private const string Chain = $"(?:xen-hotplug|xen-antispoof-(?:yes|no)|xen-port-{Name})";
    private const string Side = $"-m physdev --physdev-(?:in|out) {Name} --physdev-is-bridged -j (?:ACCEPT|{Chain})";
    private const string Source = "-s (?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)/[0-9]{1,3} ";
    private const string Protocol =
        "-p (?:udp -m udp (?:--sport 68 )?--dport (?:67|68|546)|ipv6-icmp -m icmp6 --icmpv6-type [0-9]{3}) ";

    [GeneratedRegex(
        $"^(?::{Chain} - \\[0:0\\]"
            + $"|-[FX] {Chain}"
            + $"|-[AID] xen-hotplug {Side}"
            + "|-I FORWARD 1 -m physdev --physdev-is-bridged -j xen-hotplug"
            + "|-D FORWARD -m physdev --physdev-is-bridged -j xen-hotplug"
            + $"|-A xen-port-{Name} (?:{Source})?(?:{Protocol})?-j (?:RETURN|DROP))\\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Line { get; }

    private static readonly string[] s_names =
    [
        .. (string[])["vif1.0", "vif1.0-emu", "web", "-j", "-t", "ACCEPT", "fifteen-letters", "a+b"],
        .. (string[])["--physdev-in", "--physdev-out", "xen-hotplug", "FORWARD", "0"],
    ];

    // A port, and what becomes of it: guarded, open, gone.
    private static Gen<(string Name, int Event, AddressRange[] Allowed)> Event(string[] names) =>
        from name in Gen.Elements(names)
        from what in Gen.Elements(0, 0, 1, 2)
        from allowed in Some.Ranges
        select (name, what, allowed);

    private static readonly Gen<(bool IsInet, (string Name, int Event, AddressRange[] Allowed)[] Events)> s_day =
        from names in Gen.Shuffle(s_names)
        from isInet in Gen.Elements(true, false)
        from count in Gen.Choose(1, 4)
        from events in Event(names[..3]).ArrayOf(count)
        select (isInet, events);

    [Fact]
    public void Every_port_has_its_rules_and_nothing_is_left_when_all_are_gone() =>
        Cases.Check(
            s_day,
            day =>
            {
                var table = new InMemoryIptables(Administrator);
                var before = table.Saved;
                var expected = new Dictionary<string, IReadOnlyList<string>>();
                foreach (var (name, what, allowed) in day.Events)
                {
                    expected[name] = Play(table, name, what, allowed, day.IsInet);
                    var rules = new IptablesRules(table.Saved, day.IsInet);
                    foreach (var (other, added) in expected)
                    {
                        Assert.Equal(added.Order(), rules.RulesFor(other).Select(Plain).Order());
                        Assert.Equal(added.Count > 0, rules.Ports.Contains(other));
                        Assert.Equal(added.Count > 2, rules.FindAllowed(other) != null);
                    }
                    Assert.Empty(rules.Ports.Except(expected.Keys));
                }
                foreach (var name in expected.Keys)
                    Play(table, name, 2, [], day.IsInet);
                Assert.Equal(before, table.Saved);
            },
            most: 20_000
        );

    [Fact]
    public void Any_table_that_iptables_prints_is_read() =>
        Cases.Check(
            Some.Mostly(
                Some.Of(
                    [
                        .. (string[])
                            ["-A xen-hotplug ", "-m physdev --physdev-in ", "--physdev-out ", "vif1.0 ", "-j "],
                        .. (string[])
                            [":xen-port-vif1.0 ", "ACCEPT", "\n", " ", "-A xen-port-vif1.0 ", "-s ", "- [0:0]"],
                        .. (string[])["-A FORWARD ", "xen-hotplug", "-j RETURN\n", "192.0.2.0/24 ", " -p "],
                    ],
                    12
                )
            ),
            saved =>
            {
                var rules = new IptablesRules(saved, isInet: true);
                Assert.DoesNotContain("", rules.Ports);
                Assert.DoesNotContain("", rules.FindAllowed("vif1.0") ?? []);
                Assert.Empty(rules.RulesFor("vif1.0").Except(saved.Split('\n').Select(line => line.Trim())));
                rules.Put("vif1.0", rules.MakeRules("vif1.0", null));
                rules.SetHostDefault(HostDefault.Yes);
                Assert.EndsWith("COMMIT\n", rules.Script, StringComparison.Ordinal);
            }
        );

    /// <summary>Makes the change, looks that it is not made again, and says which rules the port is to have.</summary>
    private static IReadOnlyList<string> Play(
        InMemoryIptables table,
        string name,
        int what,
        AddressRange[] allowed,
        bool isInet
    )
    {
        ScriptName.Require(name);
        var mac = MacAddress.FromBytes([0, 0x16, 0x3e, 1, 2, 3])!.Value;
        var wanted = Change(what == 0 ? new PortGuard(name, 7, mac, allowed) : null, out var script);
        foreach (var line in script?.Split('\n')[1..^2] ?? [])
            Assert.Matches(Line, line);
        table.Restore(script);
        Change(what == 0 ? new PortGuard(name, 7, mac, allowed) : null, out var again);
        Assert.Null(again);
        return wanted;

        IReadOnlyList<string> Change(PortGuard? guard, out string? script)
        {
            var rules = new IptablesRules(table.Saved, isInet);
            var made = what == 2 ? [] : rules.MakeRules(name, guard);
            rules.Put(name, made);
            script = rules.Script;
            return [.. made.Select(Plain)];
        }
    }

    /// <summary>Leaves out what matches every address.</summary>
    private static string Plain(string rule) =>
        rule.Replace("-s 0.0.0.0/0 ", "", StringComparison.Ordinal).Replace("-s ::/0 ", "", StringComparison.Ordinal);
}
