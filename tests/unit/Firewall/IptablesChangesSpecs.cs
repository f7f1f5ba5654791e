using Xen.Hotplug.Common.Firewall;
using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

/// <summary>What iptables-restore is told so that the rules of a port come, stay and go.</summary>
public class IptablesChangesSpecs : GivenIptables
{
    [Fact]
    public void All_guards_come_before_the_rules_that_accept_in_any_order_of_ports()
    {
        Put("vif1.0", Guard());
        Put("vif2.0", null);
        Put("vif3.0", Guard());
        Put("vif2.0", Guard());
        Put("vif1.0", Guard("192.0.2.9"));

        var accepts = Shared.Select(rule => rule.EndsWith("-j ACCEPT")).ToList();
        Assert.Equal([.. Enumerable.Repeat(false, 3), .. Enumerable.Repeat(true, 6)], accepts);
    }

    [Fact]
    public void Only_what_is_missing_is_declared_for_that_empties_a_chain()
    {
        Assert.Contains(":xen-hotplug ", Put("vif1.0", Guard()), StringComparison.Ordinal);
        var script = Put("vif2.0", Guard());

        Assert.DoesNotContain(":xen-hotplug ", script, StringComparison.Ordinal);
        Assert.DoesNotContain("FORWARD", script, StringComparison.Ordinal);
        Assert.Equal(6, Shared.Count);
        Assert.Equal(5, Checks("vif1.0").Count);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, "")]
    [InlineData(true, "192.0.2.5 198.51.100.99/26 192.0.2.5")]
    [InlineData(true, "0.0.0.0/0")]
    [InlineData(false, null)]
    [InlineData(false, "")]
    [InlineData(false, "2001:db8::5 2001:db8:1::7/64 fe80::/10")]
    [InlineData(false, "::/0")]
    public void What_is_there_already_is_not_put_again(bool isInet, string? ip)
    {
        Assert.NotNull(Put("vif1.0", ip == null ? null : Guard(ip), isInet));
        Put("vif2.0", Guard(), isInet);
        Assert.Null(Put("vif1.0", ip == null ? null : Guard(ip), isInet));
    }

    [Fact]
    public void A_jump_or_chain_that_somebody_took_away_is_put_back()
    {
        Put("vif1.0", Guard());
        var whole = Table.Saved;
        Table.Restore("*filter\n-D FORWARD -m physdev --physdev-is-bridged -j xen-hotplug\nCOMMIT\n");

        Put("vif1.0", Guard());
        Assert.Equal(whole, Table.Saved);

        Table.Restore("*filter\n-F FORWARD\n-F xen-hotplug\n-X xen-hotplug\nCOMMIT\n");
        Put("vif1.0", Guard());
        Assert.Equal(3, Shared.Count);
        Assert.Equal(5, Checks("vif1.0").Count);
    }

    [Fact]
    public void A_guard_that_changes_takes_the_place_of_the_one_before()
    {
        Put("vif1.0", Guard("192.0.2.5"));
        Put("vif1.0", Guard("192.0.2.9"));
        Assert.Contains("-s 192.0.2.9/32 -j RETURN", Checks("vif1.0"));
        Assert.DoesNotContain("-s 192.0.2.5/32 -j RETURN", Checks("vif1.0"));
        Assert.Equal(3, Shared.Count);

        var chains = Table.Chains.Count;
        Put("vif1.0", null);
        Assert.Equal(2, Shared.Count);
        Assert.Equal(chains - 1, Table.Chains.Count);
    }

    [Fact]
    public void The_chain_and_the_jump_go_with_the_last_port()
    {
        var before = Table.Saved;
        Put("vif1.0", Guard());
        Put("vif2.0", null);
        Put("vif3.0", Guard(""));

        Remove("vif2.0");
        Assert.Equal(6, Shared.Count);
        Remove("vif1.0", "vif3.0");

        Assert.Equal(before, Table.Saved);
    }

    [Fact]
    public void What_is_not_there_is_not_removed()
    {
        Assert.Null(Remove("vif1.0"));
        Put("vif2.0", Guard());
        Assert.Null(Remove("vif1.0"));
        Assert.Null(Remove("vif2"));
        Assert.Null(Remove("if2.0"));
    }

    [Fact]
    public void What_was_there_for_a_port_can_be_put_back()
    {
        Put("vif1.0", Guard());
        Put("vif2.0", Guard());
        var (before, saved) = (Read().RulesFor("vif1.0"), Table.Saved);
        Assert.Equal(8, before.Count);

        Put("vif1.0", null);
        var rules = Read();
        rules.Put("vif1.0", before);
        Table.Restore(rules.Script);

        Assert.Equal(saved.Split('\n').Order(), Table.Saved.Split('\n').Order());
        Assert.DoesNotContain(Shared.Take(2), rule => rule.EndsWith("-j ACCEPT"));
    }

    [Fact]
    public void Putting_back_no_rules_removes_a_ports_rules()
    {
        var before = Table.Saved;
        Put("vif1.0", Guard());
        var rules = Read();
        rules.Put("vif1.0", []);
        Table.Restore(rules.Script);

        Assert.Equal(before, Table.Saved);
    }

    [Fact]
    public void The_administrators_rules_and_policies_stay_as_they_are()
    {
        Put("vif1.0", Guard());
        Set(HostDefault.Yes);

        Assert.Equal(
            new InMemoryIptables(Administrator).Saved.Split('\n'),
            Table.Saved.Split('\n').Where(line => !line.Contains("xen-") || line.Contains("xen-mine"))
        );
        Assert.Equal(["vif1.0"], Read().Ports);
    }

    [Theory]
    [InlineData("hotplug")]
    [InlineData("mine")]
    [InlineData("antispoof-yes")]
    [InlineData("antispoof-no")]
    public void A_port_named_like_a_chain_of_another_meaning_has_its_own_chain(string port)
    {
        var before = Table.Saved;
        Put("vif1.0", null);

        Put(port, Guard());
        Assert.Equal(HostDefault.Unset, Read().HostDefault);
        Assert.Equal(5, Shared.Count);
        Assert.Equal(5, Checks(port).Count);
        Assert.Single(Table.Rules("xen-mine"));

        Remove(port, "vif1.0");
        Assert.Equal(before, Table.Saved);
    }

    [Fact]
    public void The_ports_and_their_allowed_addresses_are_read_from_the_rules()
    {
        Put("vif1.0", Guard());
        Put("vif2.0", null);
        Put("vif3.0", Guard(""));

        var rules = Read();
        Assert.Equal(["vif1.0", "vif2.0", "vif3.0"], rules.Ports.Order());
        Assert.Equal(["192.0.2.5/32", "198.51.100.64/26"], rules.FindAllowed("vif1.0"));
        Assert.Null(rules.FindAllowed("vif2.0"));
        Assert.Equal([], rules.FindAllowed("vif3.0"));
        Assert.Null(rules.FindAllowed("vif9.0"));
    }

    [Fact]
    public void The_hosts_default_is_a_chain_that_is_there_or_not()
    {
        var before = Table.Saved;
        Assert.Equal(HostDefault.Unset, Read().HostDefault);
        Assert.Null(Set(HostDefault.Unset));

        foreach (var value in (HostDefault[])[HostDefault.Yes, HostDefault.No, HostDefault.Yes])
        {
            Assert.NotNull(Set(value));
            Assert.Equal(value, Read().HostDefault);
            Assert.Null(Set(value));
        }
        Put("vif1.0", Guard());
        Remove("vif1.0");
        Assert.Equal(HostDefault.Yes, Read().HostDefault);

        Set(HostDefault.Unset);
        Assert.Equal(before, Table.Saved);
    }

    [Fact]
    public void A_table_that_does_not_exist_yet_has_nothing_in_it()
    {
        var rules = new IptablesRules("", isInet: true);
        Assert.Equal(HostDefault.Unset, rules.HostDefault);
        Assert.Empty(rules.Ports);
        Assert.Empty(rules.RulesFor("vif1.0"));
        rules.Remove(["vif1.0"]);
        rules.SetHostDefault(HostDefault.Unset);
        Assert.Null(rules.Script);
    }

    /// <summary>iptables takes such a name, and so do these rules: the word behind an option is no option.</summary>
    [Theory]
    [InlineData("--physdev-in")]
    [InlineData("--physdev-out")]
    public void A_port_may_be_called_as_an_option_is(string name)
    {
        var before = Table.Saved;
        Put(name, null);
        Assert.Equal([name], Read().Ports);
        Assert.Equal(2, Read().RulesFor(name).Count);
        Remove(name);
        Assert.Equal(before, Table.Saved);
    }
}
