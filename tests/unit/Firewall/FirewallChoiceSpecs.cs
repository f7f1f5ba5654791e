using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

public class FirewallChoiceSpecs
{
    private static readonly InMemoryNetwork s_links = new([]);

    private static Settings Make(string key, string? word, string? environment, string? file) =>
        new(
            Only(key, word),
            name =>
                name == key ? environment
                : name == "firewall" && key != name ? "none"
                : null,
            () => Only(key, file)
        );

    private static Settings Named(string firewall, params (string Key, string Value)[] others)
    {
        var values = Only("firewall", firewall);
        foreach (var (key, value) in others)
            values[key] = value;
        return new Settings(values, _ => null, () => new Dictionary<string, string>());
    }

    private static Dictionary<string, string> Only(string key, string? value) =>
        value == null ? [] : new Dictionary<string, string> { [key] = value };

    [Theory]
    [InlineData("nftables", typeof(NftablesFirewall))]
    [InlineData("iptables", typeof(IptablesFirewall))]
    [InlineData("none", typeof(NoFirewall))]
    public void The_firewall_is_the_one_that_is_named(string name, Type type)
    {
        using var choice = new FirewallChoice(Named(name), s_links);
        Assert.IsType(type, choice.Current);
    }

    [Fact]
    public void The_firewall_is_nftables_when_none_is_named()
    {
        using var choice = new FirewallChoice(Make("firewall", null, "", null), s_links);
        Assert.IsType<NftablesFirewall>(choice.Current);
    }

    [Theory]
    [InlineData("iptables", "none", "nftables", typeof(IptablesFirewall))]
    [InlineData(null, "none", "nftables", typeof(NoFirewall))]
    [InlineData(null, null, "iptables", typeof(IptablesFirewall))]
    public void The_word_is_stronger_than_the_environment_and_that_than_the_file(
        string? word,
        string? environment,
        string? file,
        Type type
    )
    {
        using var choice = new FirewallChoice(Make("firewall", word, environment, file), s_links);
        Assert.IsType(type, choice.Current);
    }

    [Theory]
    [InlineData("ipfw")]
    [InlineData("Iptables")]
    [InlineData("nftables ")]
    [InlineData("yes")]
    public void An_unknown_firewall_is_an_error(string name)
    {
        var error = Assert.Throws<HotplugException>(() => new FirewallChoice(Named(name), s_links));
        Assert.Equal($"firewall={name} is none of nftables, iptables and none", error.Message);
    }

    [Theory]
    [InlineData("ipfw")]
    [InlineData("Iptables")]
    public void A_departure_takes_any_other_name_for_none(string name)
    {
        using var choice = FirewallChoice.ForDeparture(Make("firewall", name, null, "none"), s_links);
        Assert.IsType<NftablesFirewall>(choice.Current);
    }

    [Fact]
    public void A_departure_has_the_firewall_that_is_named()
    {
        using var choice = FirewallChoice.ForDeparture(Make("firewall", null, null, "none"), s_links);
        Assert.IsType<NoFirewall>(choice.Current);
    }

    private static readonly PortGuard s_guard = new("vif1.0", 7, SomeLinks.Mac("00:16:3e:12:34:56"), []);

    [Fact]
    public void A_guard_by_iptables_alone_is_refused_unless_a_part_is_enough()
    {
        using var choice = new FirewallChoice(Named("iptables"), s_links);
        using var partial = new FirewallChoice(Named("iptables", ("partial_guard", "yes")), s_links);

        var error = Assert.Throws<HotplugException>(() => choice.ForGuarded(s_guard));

        Assert.Contains("MAC addresses", error.Message, StringComparison.Ordinal);
        Assert.Contains("partial_guard=yes", error.Message, StringComparison.Ordinal);
        Assert.Throws<HotplugException>(() => choice.PlanHostDefault(new Plan(), HostDefault.Yes));
        Assert.NotNull(choice.FindObstacle());
        var words = partial.ForGuarded(s_guard).Guard;
        Assert.Equal("ip any, by iptables, so source addresses alone", words);
        Assert.Null(partial.FindObstacle());
    }

    [Theory]
    [InlineData("nftables", null, false)]
    [InlineData("nftables", "no", false)]
    [InlineData("nftables", "yes", true)]
    [InlineData("none", "yes", true)]
    [InlineData("iptables", null, true)]
    public void Bridged_packets_are_accepted_by_a_key_of_its_own(string firewall, string? accept, bool isAccepted)
    {
        using var choice = new FirewallChoice(
            accept == null ? Named(firewall) : Named(firewall, ("accept_bridged", accept)),
            s_links
        );

        Assert.Equal(isAccepted, choice.AcceptsBridged);
    }

    [Theory]
    [InlineData("accept_bridged")]
    [InlineData("partial_guard")]
    public void A_key_that_is_neither_yes_nor_no_is_an_error(string key)
    {
        var settings = Named("nftables", (key, "perhaps"));

        Assert.Throws<HotplugException>(() => new FirewallChoice(settings, s_links));
        using var departure = FirewallChoice.ForDeparture(settings, s_links);
        Assert.False(departure.AcceptsBridged);
    }

    [Fact]
    public void The_part_of_iptables_changes_nothing_of_what_nftables_guards()
    {
        using var choice = new FirewallChoice(Named("nftables", ("accept_bridged", "yes")), s_links);

        var guarding = choice.ForGuarded(s_guard);

        Assert.True(guarding.MustJoinDown);
        Assert.Equal("mac 00:16:3e:12:34:56", guarding.Guard);
    }

    [Fact]
    public void A_guard_without_a_firewall_is_an_error_and_an_open_port_is_not()
    {
        using var none = new NoFirewall();
        var plan = new Plan();

        none.PlanHostDefault(plan, HostDefault.Unset);
        none.PlanHostDefault(plan, HostDefault.No);
        IPortGuarding unguarded = none.ForUnguarded("vif1.0");
        unguarded.PlanBeforeJoining(new LinkPlanner(s_links, plan, SomeLinks.Vif));
        unguarded.PlanAfterJoining(new LinkPlanner(s_links, plan, SomeLinks.Vif));
        none.PlanDeparture(plan, "vif1.0", "vif1.0");
        none.PlanEnd(plan);

        Assert.Empty(plan.Changes);
        Assert.False(unguarded.MustJoinDown);
        Assert.Equal(HostDefault.Unset, none.HostDefault);
        Assert.Empty(none.ListGuards());
        const string message =
            "antispoof=yes needs a firewall, and firewall=none allows none; set firewall=nftables or antispoof=no";
        Assert.Equal(
            message,
            Assert.Throws<HotplugException>(() => none.PlanHostDefault(plan, HostDefault.Yes)).Message
        );
        Assert.Equal(message, Assert.Throws<HotplugException>(() => none.ForGuarded(s_guard)).Message);
    }
}
