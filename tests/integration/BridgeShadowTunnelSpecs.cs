using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Tunnels from the host's addresses keep working; what is bound to the NIC by its index works again after stop.</summary>
[OnEachKernel]
public sealed class BridgeShadowTunnelSpecs : UplinkSpecs
{
    private const string OverInet = "local 192.0.2.{0} remote 192.0.2.{1}";
    private const string OverInet6 = "local 2001:db8::{0} remote 2001:db8::{1}";

    [Theory]
    [InlineData(KernelFeature.IpipTunnels, $"type ipip {OverInet}")]
    [InlineData(KernelFeature.SitTunnels, $"type sit mode any {OverInet}")]
    [InlineData(KernelFeature.GreTunnels, $"type gre {OverInet}")]
    [InlineData(KernelFeature.GreTunnels, $"type gretap {OverInet}")]
    [InlineData(KernelFeature.Ip6Tunnels, $"type ip6tnl mode any {OverInet6}")]
    [InlineData(KernelFeature.VxlanTunnels, $"type vxlan id 7 dstport 4789 {OverInet}")]
    [InlineData(KernelFeature.VxlanTunnels, $"type vxlan id 7 dstport 4789 {OverInet6}")]
    [InlineData(KernelFeature.GeneveTunnels, "type geneve id 7 remote 192.0.2.{1}")]
    public async Task A_tunnel_from_an_address_works_after_start_and_stop(KernelFeature feature, string made)
    {
        Kernel.Require(feature);
        await GivenATunnel(made);
        var before = await Tunnel();

        foreach (var command in new[] { "start", "stop" })
        {
            (await BridgeShadow(command, "eth0")).ShouldSucceed();
            Assert.Equal(before, await Tunnel());
            await ShouldReachTheFarEnd();
        }
    }

    [Theory]
    [InlineData(KernelFeature.IpipTunnels, $"type ipip {OverInet} dev eth0")]
    [InlineData(KernelFeature.SitTunnels, $"type sit mode any {OverInet} dev eth0")]
    [InlineData(KernelFeature.GreTunnels, $"type gretap {OverInet} dev eth0")]
    [InlineData(KernelFeature.Ip6Tunnels, $"type ip6tnl mode any {OverInet6} dev eth0")]
    [InlineData(KernelFeature.VxlanTunnels, $"type vxlan id 7 dstport 4789 {OverInet} dev eth0")]
    public async Task A_tunnel_bound_to_the_nic_works_after_stop(KernelFeature feature, string made)
    {
        Kernel.Require(feature);
        await GivenATunnel(made);
        var before = await Tunnel();

        (await Start()).ShouldSucceed();
        (await Stop()).ShouldSucceed();

        Assert.Equal(before, await Tunnel());
        await ShouldReachTheFarEnd();
    }

    [Fact]
    [Needs(KernelFeature.WireGuard)]
    public async Task A_wireguard_link_keeps_its_addresses_and_routes()
    {
        await Uplink.Configure();
        await Host.Shell(
            """
            ip link add tunnel7 type wireguard
            ip addr add 198.51.100.10/24 dev tunnel7
            ip link set dev tunnel7 up
            ip route add 203.0.113.0/24 dev tunnel7
            """
        );
        var before = await Tunnel();

        foreach (var command in new[] { "start", "stop" })
        {
            (await BridgeShadow(command, "eth0")).ShouldSucceed();
            Assert.Equal(before, await Tunnel());
        }
    }

    private async Task GivenATunnel(string made)
    {
        await Uplink.Configure();
        await Host.Shell(End(made, 10, 1));
        await Uplink.PeerShell(End(made, 1, 10));
        await ShouldReachTheFarEnd();
    }

    private static string End(string made, int self, int other) =>
        $"""
            ip link add tunnel7 {string.Format(null, made, self, other)}
            ip addr add 198.51.100.{self}/24 dev tunnel7
            ip link set dev tunnel7 up
            """;

    private Task<string> ShouldReachTheFarEnd() => Host.Shell("ping -n -q -c 1 -w 20 198.51.100.1");

    private Task<string> Tunnel() =>
        Host.Shell("ip -d link show dev tunnel7; ip -4 addr show dev tunnel7; ip -4 route show table all dev tunnel7");
}
