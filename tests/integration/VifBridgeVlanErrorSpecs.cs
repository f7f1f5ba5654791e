using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A guest that asks for VLANs gets them or an error, and never the bridge's untagged network instead.</summary>
public sealed class VifBridgeVlanErrorSpecs : VifBridgeSpecs
{
    [Theory]
    [InlineData("10")]
    [InlineData("10p/20-29")]
    public async Task Online_fails_on_a_bridge_that_does_not_filter_vlans(string vlan)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/vlan", vlan);

        (await Online()).ShouldFail("eth0", "ip link set dev eth0 type bridge vlan_filtering 1");

        Assert.Empty(await Host.Ports("eth0"));
        Assert.Contains("vlan=", HotplugError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "'0'")]
    [InlineData("10/20", "no PVID")]
    [InlineData("10p/20-19", "'20-19'")]
    public async Task Online_fails_and_names_the_wrong_term(string vlan, string term)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/vlan", vlan);

        (await Online()).ShouldFail(term);

        Assert.Empty(await Host.Ports("eth0"));
    }

    [Fact]
    public async Task Offline_works_whatever_the_key_says()
    {
        await GivenAGuestOnline();
        Store.Write($"{Backend}/vlan", "nonsense");

        (await Offline()).ShouldSucceed();

        Assert.Empty(await Host.Ports("eth0"));
    }
}
