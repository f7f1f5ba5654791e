using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>nftables' rules and sets that hold the NIC's index, in every form that nft has for it.</summary>
public sealed class IndexHolderRuleSpecs : UplinkSpecs
{
    [Theory]
    [InlineData("iif eth0 accept")]
    [InlineData("iif != eth0 accept")]
    [InlineData("oif eth0 accept")]
    [InlineData("meta sdif eth0 accept")]
    [InlineData("iif { lo, eth0 } accept")]
    [InlineData("iif != { lo, eth0 } accept")]
    [InlineData("iif vmap { lo : accept, eth0 : accept }")]
    [InlineData("meta mark set iif map { lo : 1, eth0 : 7 }")]
    [InlineData("iif . ip saddr { eth0 . 192.0.2.1 } accept")]
    [InlineData("ip saddr . iif { 192.0.2.1 . eth0 } accept")]
    [InlineData("ip6 saddr . iif . tcp dport { 2001:db8::1 . eth0 . 22 } accept")]
    [InlineData("iif . ip saddr vmap { eth0 . 192.0.2.1 : accept }")]
    [InlineData("tcp dport 22 iif eth0 ct state new counter accept")]
    public async Task A_rule_is_named_and_its_mend_lets_it_match_by_name(string rule)
    {
        await GivenRule(rule);

        var warning = (await Start()).ShouldWarn("by its index", "inet fw input handle");
        await Host.Shell(IndexRules.Mend(warning));

        Assert.DoesNotMatch(@"\b(iif|oif|sdif)\b", await Host.Shell("nft list chain inet fw input"));
        Assert.Contains("\"eth0\"", await Host.Shell("nft list chain inet fw input"), StringComparison.Ordinal);
        Assert.Equal("", (await Stop()).ShouldSucceed().Error);
    }

    [Fact]
    public async Task A_mend_before_the_start_leaves_nothing_to_warn_of()
    {
        await GivenRule("iif { lo, eth0 } accept");

        await Host.Shell(IndexRules.Mend((await Start("--dry-run")).ShouldWarn("by its index")));

        Assert.Equal("", (await Start()).ShouldSucceed().Error);
    }

    [Fact]
    public async Task A_mend_before_the_stop_leaves_nothing_to_warn_of()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Shell(IndexRules.Script("iif { lo, eth0 } accept"));

        await Host.Shell(IndexRules.Mend((await Stop("--dry-run")).ShouldWarn("by its index")));

        Assert.Equal("", (await Stop()).ShouldSucceed().Error);
    }

    [Fact]
    public async Task Several_rules_of_a_chain_are_named_in_one_sentence()
    {
        await GivenRule("iif eth0 tcp dport 22 accept\noif eth0 accept\niif { lo, eth0 } accept");

        var warning = (await Start()).ShouldWarn("inet fw input handles", "for handle in");
        await Host.Shell(IndexRules.Mend(warning));

        var chain = await Host.Shell("nft list chain inet fw input");
        Assert.Contains("iifname \"eth0\" tcp dport 22 accept", chain, StringComparison.Ordinal);
        Assert.Contains("oifname \"eth0\" accept", chain, StringComparison.Ordinal);
        Assert.Contains("iifname { \"lo\", \"eth0\" } accept", chain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("set s { type iface_index; elements = { lo, eth0 }; }", "iif @s accept")]
    [InlineData("set s { type iface_index; flags interval; elements = { eth0 }; }", "iif @s accept")]
    [InlineData("set s { typeof meta iif . ip saddr; elements = { eth0 . 192.0.2.1 }; }", "iif . ip saddr @s accept")]
    [InlineData(
        "set s { type ipv6_addr . iface_index . inet_service; elements = { 2001:db8::1 . eth0 . 22 }; }",
        "ip6 saddr . iif . tcp dport @s accept"
    )]
    [InlineData(
        "set s { type iface_index . ipv4_addr; flags interval; elements = { eth0 . 192.0.2.0/24 }; }",
        "iif . ip saddr @s accept"
    )]
    [InlineData("map s { type iface_index : verdict; elements = { eth0 : accept }; }", "iif vmap @s")]
    [InlineData("map s { type iface_index : mark; elements = { eth0 : 7 }; }", "meta mark set iif map @s")]
    [InlineData("set s { type iface_index; elements = { eth0 }; }", "fib saddr . iif oif @s accept")]
    [InlineData("", "fib saddr . iif oif eth0 accept")]
    [InlineData("", "fib saddr . iif oif { lo, eth0 } accept")]
    [InlineData("", "iif eth0 fib saddr . iif oif 0 accept")]
    public async Task A_rule_with_a_set_or_route_is_mended_by_its_table(string set, string rule)
    {
        await GivenRule(rule, set);

        var warning = (await Start()).ShouldWarn("by its index", "inet fw input handle");

        await ShouldBeLoadedAgain(warning);
    }

    [Theory]
    [InlineData("set s { type iface_index; elements = { lo, eth0 }; }")]
    [InlineData("set s { type ipv4_addr . iface_index; elements = { 192.0.2.1 . eth0 }; }")]
    [InlineData("set s { type inet_proto . ether_addr . iface_index; elements = { tcp . 2:0:0:0:0:1 . eth0 }; }")]
    [InlineData("map s { type iface_index : verdict; elements = { eth0 : accept }; }")]
    public async Task A_set_that_no_rule_uses_is_named(string set)
    {
        await GivenRule("counter", set);

        var warning = (await Start()).ShouldWarn("by its index", "set inet fw s (handle");

        await ShouldBeLoadedAgain(warning);
    }

    [Theory]
    [InlineData("iif 2-2000000 accept", "nft -a list chain inet fw input")]
    [InlineData("iif { 2-2000000 } accept", "nft -a list chain inet fw input")]
    [InlineData("iif < 2000000 accept", "nft -a list chain inet fw input")]
    public async Task A_rule_with_a_range_of_numbers_is_named(string rule, string command)
    {
        await GivenRule(rule);

        var warning = (await Start()).ShouldWarn("by its index", "inet fw input handle", command);

        Assert.Contains("# handle", await Host.Shell(IndexRules.Mend(warning)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iif lo accept")]
    [InlineData("iif { lo } accept")]
    [InlineData("iif > 1 accept")]
    [InlineData("iif != 1 accept")]
    [InlineData("iifname eth0 accept")]
    [InlineData("iifname { lo, eth0 } accept")]
    [InlineData("fib saddr . iif oif 0 accept")]
    [InlineData("fib daddr . iif type local accept")]
    [InlineData("tcp dport { 2-2000 } accept")]
    [InlineData("iif lo tcp dport { 1-60000 } accept")]
    [InlineData("meta mark 2 meta mark { 2, 3, 4, 5 } accept")]
    public async Task A_rule_without_the_index_is_not_named(string rule)
    {
        await GivenRule(rule);

        Assert.Equal("", (await Start()).ShouldSucceed().Error);
    }

    [Theory]
    [InlineData("ip", "filter hook prerouting priority 0", "dup to 192.0.2.1 device eth0")]
    [InlineData("netdev", "filter hook ingress device lo priority 0", "ip saddr 192.0.2.9 dup to eth0")]
    [InlineData("netdev", "filter hook ingress device lo priority 0", "ip saddr 192.0.2.9 fwd to eth0")]
    [InlineData("netdev", "filter hook ingress device lo priority 0", "fwd to ip saddr map { 192.0.2.9 : eth0 }")]
    [InlineData("netdev", "filter hook ingress device lo priority 0", "fwd ip to 192.0.2.1 device eth0")]
    public async Task A_rule_that_sends_packets_to_the_nic_is_named(string family, string hook, string rule)
    {
        await Uplink.Configure();
        await Host.Shell($"nft 'add table {family} fw; add chain {family} fw input {{ type {hook}; }}'");
        await Host.Shell($"nft 'add rule {family} fw input {rule}'");

        var warning = (await Start()).ShouldWarn("by its index", $"{family} fw input handle", "sends packets");
        Assert.Contains("seth0", await Host.Shell($"nft list table {family} fw"), StringComparison.Ordinal);
        await Host.Shell(IndexRules.Mend(warning));

        Assert.DoesNotContain("seth0", await Host.Shell($"nft list table {family} fw"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ip", "hook input")]
    [InlineData("ip6", "hook output")]
    [InlineData("inet", "hook postrouting")]
    [InlineData("arp", "hook input")]
    [InlineData("bridge", "hook forward")]
    [InlineData("netdev", "hook ingress device lo")]
    public async Task A_rule_of_every_family_is_named(string family, string hook)
    {
        await Uplink.Configure();
        await Host.Shell($"nft 'add table {family} fw; add chain {family} fw a {{ type filter {hook} priority 0; }}'");
        await Host.Shell($"nft 'add rule {family} fw a meta iif eth0 accept'");

        (await Start()).ShouldWarn("by its index", $"{family} fw a handle");
    }

    [Fact]
    [OnEachKernel]
    public async Task A_chain_that_is_hooked_on_the_nic_goes_along_or_is_named()
    {
        await Uplink.Configure();
        await Host.Shell(
            "nft 'add table netdev fw; add chain netdev fw a { type filter hook ingress device eth0 priority 0; }'"
        );

        var warning = (await Start()).ShouldSucceed();

        if (warning.Error != "")
        {
            Assert.Contains("netdev fw a is hooked on eth0", warning.Error, StringComparison.Ordinal);
            await Host.Shell(IndexRules.Mend(warning));
        }
        Assert.Contains("device \"eth0\"", await Host.Shell("nft list table netdev fw"), StringComparison.Ordinal);
    }

    [Fact]
    [Needs(KernelFeature.FlowTables)]
    public async Task A_flowtable_on_the_nic_goes_along_or_is_named()
    {
        await Uplink.Configure();
        await Host.Shell(
            "nft 'add table ip fw; add flowtable ip fw f { hook ingress priority 0; devices = { eth0 }; }'"
        );

        var warning = (await Start()).ShouldSucceed();

        if (warning.Error != "")
        {
            Assert.Contains("ip fw f is hooked on eth0", warning.Error, StringComparison.Ordinal);
            await Host.Shell(IndexRules.Mend(warning));
        }
        Assert.Contains("eth0 ", await Host.Shell("nft list table ip fw"), StringComparison.Ordinal);
    }

    private async Task GivenRule(string rule, string set = "")
    {
        await Uplink.Configure();
        await Host.Shell(IndexRules.Script(rule, set));
    }

    private async Task ShouldBeLoadedAgain(Result warning)
    {
        Assert.Contains("seth0", await Host.Shell("nft list table inet fw"), StringComparison.Ordinal);

        await Host.Shell(IndexRules.Mend(warning));

        var table = await Host.Shell("nft list table inet fw");
        Assert.DoesNotContain("seth0", table, StringComparison.Ordinal);
        Assert.Contains("\"eth0\"", table, StringComparison.Ordinal);
    }
}
