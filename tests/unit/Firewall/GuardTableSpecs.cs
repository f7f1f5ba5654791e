using System.Text.RegularExpressions;
using Xen.Hotplug.Common.Firewall;
using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

public partial class GuardTableSpecs
{
    [GeneratedRegex(@"set (\w+) \{ type(of)? (iface_index|iif)\b")]
    private static partial Regex SetKeyedByIndex();

    private static AddressRange Range(string text) => Assert.Single(AddressRange.ParseList(text, "ip"));

    private static string Chain(string name) =>
        Regex.Match(GuardTable.Declaration, $@"(?s)\n    chain {name} \{{\n(.*?)\n    \}}").Groups[1].Value;

    [Fact]
    public void Every_set_keyed_by_an_index_is_cleared_with_a_link() =>
        Assert.Equal(
            SetKeyedByIndex().Matches(GuardTable.Declaration).Select(match => match.Groups[1].Value).Order(),
            GuardTable.KeyedByIndex.Order()
        );

    [Fact]
    public void The_chain_that_events_look_at_has_the_rules_of_this_version() =>
        Assert.Contains((GuardTable.ProbedChain, GuardTable.ProbedUse), GuardTable.ChainUses);

    [Fact]
    public void Each_chain_is_known_by_its_rules_and_those_that_lead_to_it()
    {
        var chains = Regex
            .Matches(GuardTable.Declaration, @"\n    chain (\w+) \{")
            .Select(match => match.Groups[1].Value);
        var uses = chains.Select(name =>
            (
                name,
                Chain(name).Split('\n').Count(line => !line.TrimStart().StartsWith('#'))
                    + Regex.Count(GuardTable.Declaration, $@"(goto|jump) {name}\b")
            )
        );

        Assert.Equal(uses, GuardTable.ChainUses);
    }

    [Fact]
    public void The_chain_that_shows_the_order_of_an_index_uses_a_set_of_intervals() =>
        Assert.Contains("@ipv4_networks", Chain(GuardTable.NetworkChain), StringComparison.Ordinal);

    [Theory]
    [InlineData("192.0.2.5", false)]
    [InlineData("192.0.2.0/24", true)]
    [InlineData("2001:db8::5", false)]
    [InlineData("2001:db8::/64", true)]
    public void A_network_goes_into_a_set_of_intervals_and_an_address_does_not(string text, bool isInterval)
    {
        var range = Range(text);
        foreach (var set in range.IsInet ? [GuardTable.Inet(range)] : Inet6Sets(range))
        {
            var declaration = Assert.Single(
                GuardTable.Declaration.Split('\n'),
                line => line.Contains($" set {set} {{", StringComparison.Ordinal)
            );
            Assert.Equal(isInterval, declaration.Contains("flags interval", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Declaring_the_table_again_flushes_its_chains_and_no_set()
    {
        Assert.Contains($"flush table {GuardTable.Path}\n", GuardTable.Declaration, StringComparison.Ordinal);
        Assert.DoesNotContain("flush set", GuardTable.Declaration, StringComparison.Ordinal);
        Assert.DoesNotContain("delete ", GuardTable.Declaration, StringComparison.Ordinal);
        Assert.DoesNotContain("destroy ", GuardTable.Declaration, StringComparison.Ordinal);
    }

    private static string[] Inet6Sets(AddressRange range) =>
        [GuardTable.Inet6(range), GuardTable.NeighbourTargets(range)];
}
