using System.Text.Json;
using Xen.Hotplug.TestSupport.MadeUpHosts;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What a comparison of two looks at a network takes for a difference, and what not.</summary>
public sealed class MadeUpHostComparisonSpecs
{
    private const string First =
        """{"type":"unicast","dst":"10.0.0.0/8","gateway":"192.0.2.1","dev":"eth0","table":"77"}""";
    private const string Second =
        """{"type":"unicast","dst":"10.0.0.0/8","gateway":"192.0.2.2","dev":"eth0","table":"77"}""";
    private const string Other =
        """{"type":"unicast","dst":"10.0.0.0/8","gateway":"192.0.2.9","dev":"eth1","table":"77"}""";

    [Fact]
    public void Nothing_differs_from_itself() => Assert.Empty(Differences([First, Second], [First, Second]));

    [Fact]
    public void A_route_that_is_gone_is_lost() => Assert.Equal(["lost"], Differences([First, Second], [First]));

    [Fact]
    public void A_route_that_is_there_twice_is_added() => Assert.Equal(["added"], Differences([First], [First, First]));

    [Fact]
    public void A_route_with_another_gateway_has_changed() =>
        Assert.Equal(["changed in gateway"], Differences([First], [Second]));

    [Fact]
    public void Equal_routes_that_change_places_are_seen() =>
        Assert.Equal(["in another order"], Differences([First, Second], [Second, First]));

    [Fact]
    public void Equal_ipv4_routes_of_two_nics_are_to_keep_their_order() =>
        Assert.Equal(["in another order"], Differences([First, Other], [Other, First]));

    [Fact]
    public void Equal_ipv6_routes_of_two_nics_may_change_places()
    {
        Assert.Empty(Differences([First, Second, Other], [Other, First, Second], isInet6: true));
        Assert.Equal(["in another order"], Differences([First, Second, Other], [Other, Second, First], isInet6: true));
    }

    [Fact]
    public void A_lifetime_may_pass_and_may_not_become_longer()
    {
        static string Address(long left) => $$"""{"local":"192.0.2.10","valid_life_time":{{left}}}""";

        Assert.Equal(Read(Address(3600)).Text, Read(Address(3590)).Text);
        Assert.NotEqual(Read(Address(3600)).Text, Read(Address(3601)).Text);
        Assert.NotEqual(Read(Address(3600)).Text, Read(Address(uint.MaxValue)).Text);
        Assert.NotEqual(Read(Address(3600)).Text, Read(Address(0)).Text);
    }

    [Fact]
    public void What_passes_by_itself_is_no_difference() =>
        Assert.Equal(
            Read("""{"local":"2001:db8::1","tentative":true,"flags":["linkdown","onlink"]}""").Text,
            Read("""{"local":"2001:db8::1","flags":["onlink"]}""").Text
        );

    private static Entry Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Entry.Read(document.RootElement, "local");
    }

    private static IEnumerable<string> Differences(string[] before, string[] after, bool isInet6 = false) =>
        Difference
            .Find(HostTrial.Stopped, Snapshot(before, isInet6), Snapshot(after, isInet6))
            .Select(difference => difference.Sort);

    private static NetworkSnapshot Snapshot(string[] routes, bool isInet6)
    {
        var list = $"[{string.Join(',', routes)}]";
        return NetworkSnapshot.Parse(
            string.Join(
                '\n',
                "[]",
                "[]",
                "[]",
                "[]",
                "[]",
                "[]",
                isInet6 ? "[]" : list,
                "[]",
                isInet6 ? list : "[]",
                "[]"
            ) + "\n---\n---\n"
        );
    }
}
