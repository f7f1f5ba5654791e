using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Shadowing;
using Xunit;
using static Xen.Hotplug.UnitTests.Shadowing.SomeHost;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>What bridge-shadow start makes of VLANs, as the commands that a person would type.</summary>
public sealed class ShadowPlannerVlanSpecs : IDisposable
{
    private readonly SomeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_new_bridge_filters_vlans_before_its_uplink_joins()
    {
        _host.With(Plain).Vlans = ShadowVlans.Parse("yes", "10p/20/30-31", "");

        var commands = _host.Start();

        ShouldFollow(
            commands,
            "ip link set dev xsb2 type bridge vlan_default_pvid 10",
            "ip link set dev xsb2 type bridge vlan_filtering 1",
            "ip link set dev seth0 master eth0",
            "bridge vlan add dev seth0 vid 20",
            "bridge vlan add dev seth0 vid 30",
            "bridge vlan add dev seth0 vid 31",
            "ip link set dev seth0 up"
        );
    }

    [Fact]
    public void A_new_bridge_takes_the_kernels_default_vlan_if_none_is_named()
    {
        _host.With(Plain).Vlans = ShadowVlans.Parse("yes", "", "");

        var commands = _host.Start();

        Assert.Contains("ip link set dev xsb2 type bridge vlan_filtering 1", commands);
        Assert.DoesNotContain(commands, command => command.Contains("pvid", StringComparison.Ordinal));
        Assert.DoesNotContain(commands, command => command.StartsWith("bridge vlan", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no")]
    public void A_new_bridge_heeds_no_vlan_unless_it_is_told_to(string? filtering)
    {
        _host.With(Plain).Vlans = ShadowVlans.Parse(filtering, null, "");

        Assert.DoesNotContain(_host.Start(), command => command.Contains("vlan", StringComparison.Ordinal));
    }

    [Fact]
    public void A_running_bridge_begins_to_filter_once_its_uplink_is_in_its_vlans()
    {
        GivenShadowed(filters: false, "1p").Vlans = ShadowVlans.Parse("yes", "1p/10/20", "");

        _host.ShouldStart(
            """
            bridge vlan add dev seth0 vid 10
            bridge vlan add dev seth0 vid 20
            ip link set dev eth0 type bridge vlan_filtering 1
            """
        );
    }

    [Fact]
    public void A_bridge_that_is_there_gets_another_default_vlan()
    {
        GivenShadowed(filters: true, "1p/20").Vlans = ShadowVlans.Parse("yes", "10p/20", "");

        _host.ShouldStart(
            """
            ip link set dev eth0 type bridge vlan_default_pvid 10
            bridge vlan del dev seth0 vid 1 pvid untagged
            bridge vlan add dev seth0 vid 10 pvid untagged
            """
        );
    }

    [Fact]
    public void A_bridge_that_is_there_stops_filtering_before_its_vlans_go()
    {
        GivenShadowed(filters: true, "1p/20").Vlans = ShadowVlans.Parse("no", null, "");

        _host.ShouldStart(
            """
            ip link set dev eth0 type bridge vlan_filtering 0
            bridge vlan del dev seth0 vid 20
            """
        );
    }

    [Theory]
    [InlineData(true, "1p/20", "yes", "1p/20")]
    [InlineData(true, "1p/20", "yes", "")]
    [InlineData(true, "1p/20", "", "")]
    [InlineData(false, "1p", "no", "")]
    [InlineData(false, "1p/20", "no", "")]
    [InlineData(false, "1p", "", "")]
    public void A_bridge_that_is_as_it_should_be_stays_so(bool filters, string vlans, string filtering, string uplink)
    {
        GivenShadowed(filters, vlans).Vlans = ShadowVlans.Parse(filtering, uplink, "");

        Assert.Empty(_host.Start());
    }

    [Theory]
    [InlineData("maybe", "", "VLAN_FILTERING=maybe in FILE is neither yes nor no")]
    [InlineData("YES", "", "VLAN_FILTERING=YES in FILE is neither yes nor no")]
    [InlineData("", "1p/10", "UPLINK_VLANS=1p/10 in FILE means nothing to a bridge that filters no VLANs")]
    [InlineData("no", "1p/10", "set VLAN_FILTERING=yes (or --vlan-filtering=yes)")]
    [InlineData("yes", "10/20", "UPLINK_VLANS=10/20 names no PVID")]
    [InlineData("yes", "1p/5000", "the term '5000' of UPLINK_VLANS= is not an ID from 1 to 4094")]
    public void Wrong_values_are_refused_with_what_is_wrong(string filtering, string uplink, string message)
    {
        var exception = Assert.Throws<HotplugException>(() => ShadowVlans.Parse(filtering, uplink, " in FILE"));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    private SomeHost GivenShadowed(bool filters, string vlans) =>
        _host.With(Shadow with { FiltersVlans = filters, DefaultPvid = 1 }, Uplink).WithVlans(Nic, vlans);

    private static void ShouldFollow(string[] commands, params string[] expected)
    {
        var places = expected.Select(command => Array.IndexOf(commands, command)).ToArray();

        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }
}
