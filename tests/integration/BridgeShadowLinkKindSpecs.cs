using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Which kinds of links can be shadowed, and which cannot, or not while something else has them.</summary>
[OnEachKernel]
public sealed class BridgeShadowLinkKindSpecs : UplinkSpecs
{
    private const string Take = "ip link set dev eth0 down; ip link set dev eth0 name port0";

    [Theory]
    [InlineData(KernelFeature.Bonds, "bond", "type bond mode active-backup miimon 10")]
    [InlineData(KernelFeature.Bonds, "bond", "type bond mode balance-xor miimon 10")]
    public async Task A_link_made_of_others_gives_its_network_to_a_bridge(
        KernelFeature feature,
        string kind,
        string made
    )
    {
        Kernel.Require(feature);
        await Host.Shell($"{Take}; ip link add eth0 {made}; ip link set dev port0 master eth0");
        await Uplink.Configure();
        await Host.Shell($"ping -n -q -c 1 -w 20 {Uplink.PeerInet}");
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        (await Start()).ShouldSucceed();
        Assert.Equal((kind, "eth0"), await KindAndMaster("seth0"));
        Assert.Equal("seth0", (await Host.Link("port0")).Bridge);
        Assert.True(await Uplink.IsReachable());
        await Uplink.NetworkShouldBecome(network);

        (await Stop()).ShouldSucceed();
        Assert.True(await Uplink.IsReachable());
        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
    }

    [Fact]
    [Needs(KernelFeature.Dummies)]
    public async Task A_dummy_gives_its_network_to_a_bridge_and_takes_it_back()
    {
        await Host.Shell($"{Take}; ip link add eth0 type dummy");
        await Uplink.Configure();
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        (await Start()).ShouldSucceed();
        Assert.Equal(("dummy", "eth0"), await KindAndMaster("seth0"));
        await Uplink.NetworkShouldBecome(network);

        (await Stop()).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
    }

    [Theory]
    [InlineData(KernelFeature.Bonds, "type bond")]
    [InlineData(KernelFeature.Teams, "type team")]
    public async Task A_port_of_another_link_is_refused_with_its_name(KernelFeature feature, string master)
    {
        Kernel.Require(feature);
        await Uplink.Configure();
        // Some kernels make such a port an address in their own time, and all tell of its carrier later.
        await Host.Shell(
            $"""
            ip link add other0 {master}
            echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6
            ip link set dev eth0 down
            ip link set dev eth0 master other0
            """
        );
        await Eventually.ShouldBecome("up\n", () => Host.Shell("cat /sys/class/net/eth0/operstate"));

        await ShouldBeRefused();
    }

    [Fact]
    [Needs(KernelFeature.VrfLinks)]
    public async Task A_port_of_a_vrf_is_refused_with_its_name()
    {
        await Uplink.Configure();
        await Host.Shell("ip link add other0 type vrf table 7; ip link set dev eth0 master other0");
        // The kernel has taken the link down and up again, and makes the address in its own time.
        await Host.LinkLocalAddressComes("eth0");

        await ShouldBeRefused();
    }

    [Theory]
    [InlineData(KernelFeature.IpvlanLinks, "type ipvlan mode l2")]
    [InlineData(KernelFeature.IpvlanLinks, "type ipvlan mode l3")]
    [InlineData(KernelFeature.IpvlanLinks, "type ipvtap mode l2")]
    [InlineData(KernelFeature.MacvlanLinks, "type macvlan mode passthru")]
    [InlineData(KernelFeature.MacsecLinks, "type macsec")]
    public async Task A_link_with_another_that_takes_its_frames_is_refused(KernelFeature feature, string above)
    {
        Kernel.Require(feature);
        await Uplink.Configure();
        await Host.Shell($"ip link add other0 link eth0 {above}");

        await ShouldBeRefused();
    }

    private async Task ShouldBeRefused()
    {
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        (await Start()).ShouldFail("eth0", "other0");

        Assert.Equal(links, await Uplink.Links());
        Assert.Equal(Settled(network), Settled(await Uplink.Network()));
    }

    /// <summary>The kernel may have looked for duplicates meanwhile.</summary>
    private static string Settled(string network) => network.Replace(" tentative", "", StringComparison.Ordinal);

    [Theory]
    [InlineData(KernelFeature.IpipTunnels, "type ipip local 192.0.2.10 remote 192.0.2.1")]
    [InlineData(KernelFeature.SitTunnels, "type sit local 192.0.2.10 remote 192.0.2.1")]
    [InlineData(KernelFeature.GreTunnels, "type gre local 192.0.2.10 remote 192.0.2.1")]
    [InlineData(KernelFeature.Ip6Tunnels, "type ip6tnl local 2001:db8::10 remote 2001:db8::1")]
    [InlineData(KernelFeature.WireGuard, "type wireguard")]
    public async Task A_tunnel_without_ethernet_frames_is_refused(KernelFeature feature, string made)
    {
        Kernel.Require(feature);
        await Host.Shell($"ip link add tunnel7 {made}; ip link set dev tunnel7 up");
        var before = await Host.Links();

        (await BridgeShadow("start", "tunnel7")).ShouldFail("tunnel7", "Ethernet");

        Assert.Equal(before, await Host.Links());
    }

    private async Task<(string?, string?)> KindAndMaster(string name)
    {
        var link = await Host.Link(name);
        return (link.Kind, link.Bridge);
    }
}
