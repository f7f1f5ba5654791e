using System.Net;
using System.Net.Sockets;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>tc's actions, tunnels, multicast routing and sockets that hold the NIC's index.</summary>
public sealed class IndexHolderSpecs : UplinkSpecs
{
    [Theory]
    [InlineData("egress redirect")]
    [InlineData("egress mirror")]
    [InlineData("ingress redirect")]
    [Needs(KernelFeature.Redirecting)]
    public async Task A_filter_that_redirects_to_the_nic_is_mended_by_what_is_said(string action)
    {
        await GivenFilter(action);

        var warning = (await Start()).ShouldWarn("mirred", "by its index");
        Assert.Contains("seth0", await Filters(), StringComparison.Ordinal);
        await Host.Shell(Mend(warning));

        Assert.Contains($"{Capitals(action)} to device eth0)", await Filters(), StringComparison.Ordinal);
        Assert.Equal("", (await Start()).ShouldSucceed().Error);
    }

    [Fact]
    [Needs(KernelFeature.Redirecting)]
    public async Task A_filter_keeps_what_it_does_afterwards()
    {
        await GivenFilter("egress mirror", "continue");

        await Host.Shell(Mend((await Start()).ShouldWarn("mirred", "continue")));

        Assert.Contains("to device eth0) continue", await Filters(), StringComparison.Ordinal);
    }

    [Fact]
    [Needs(KernelFeature.Redirecting)]
    public async Task Stop_names_a_filter_that_redirects_to_the_bridge()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await AddFilter("egress redirect");

        await Host.Shell(Mend((await Stop()).ShouldWarn("mirred", "ends with the bridge")));

        Assert.Contains("to device eth0)", await Filters(), StringComparison.Ordinal);
    }

    [Fact]
    [Needs(KernelFeature.Redirecting)]
    public async Task A_filter_that_redirects_elsewhere_is_not_named()
    {
        await GivenFilter("egress redirect", target: "lo");

        Assert.Equal("", (await Start()).ShouldSucceed().Error);
    }

    [Theory]
    [OnEachKernel]
    [InlineData(KernelFeature.VxlanTunnels, "vxlan", "id 5 remote 192.0.2.1 dstport 4789")]
    [InlineData(KernelFeature.GreTunnels, "gre", "remote 192.0.2.1")]
    [InlineData(KernelFeature.GreTunnels, "gretap", "remote 192.0.2.1")]
    [InlineData(KernelFeature.GreTunnels, "erspan", "remote 192.0.2.1 seq key 7 erspan_ver 1 erspan 5")]
    [InlineData(KernelFeature.Ip6GreTunnels, "ip6gre", "remote 2001:db8::1")]
    [InlineData(KernelFeature.Ip6GreTunnels, "ip6gretap", "remote 2001:db8::1")]
    [InlineData(KernelFeature.IpipTunnels, "ipip", "remote 192.0.2.1")]
    [InlineData(KernelFeature.SitTunnels, "sit", "remote 192.0.2.1")]
    [InlineData(KernelFeature.Ip6Tunnels, "ip6tnl", "remote 2001:db8::1")]
    [InlineData(KernelFeature.VtiTunnels, "vti", "remote 192.0.2.1 key 7")]
    [InlineData(KernelFeature.Vti6Tunnels, "vti6", "remote 2001:db8::1 key 7")]
    public async Task A_tunnel_on_the_nic_is_mended_by_what_is_said(KernelFeature feature, string kind, string options)
    {
        Kernel.Require(feature);
        await Uplink.Configure();
        await Host.Ip($"link add up0 type {kind} {options} dev eth0");

        var warning = (await Start()).ShouldWarn("up0", kind, "by its index");
        await Host.Shell(Mend(warning));

        Assert.Contains(" dev eth0 ", await Host.Shell("ip -d link show dev up0"), StringComparison.Ordinal);
        // What is bound to the bridge would end with it.
        await Host.Shell(Mend((await Stop("--dry-run")).ShouldWarn("up0", kind, "ends with the bridge")));
        Assert.Equal("", (await Stop()).ShouldSucceed().Error);
        Assert.Contains(" dev eth0 ", await Host.Shell("ip -d link show dev up0"), StringComparison.Ordinal);
    }

    [Fact]
    [Needs(KernelFeature.VxlanTunnels)]
    public async Task A_tunnel_that_is_bound_to_no_link_is_not_named()
    {
        await Uplink.Configure();
        await Host.Ip("link add up0 type vxlan id 5 remote 192.0.2.1 dstport 4789");

        Assert.Equal("", (await Start()).ShouldSucceed().Error);
    }

    [Fact]
    [Needs(KernelFeature.MacsecLinks)]
    public async Task Macsec_on_the_nic_is_refused()
    {
        await Uplink.Configure();
        await Host.Ip("link add up0 link eth0 type macsec");

        (await Start()).ShouldFail("up0", "macsec");
    }

    [Fact]
    public async Task Multicast_routing_on_the_nic_is_named()
    {
        const int ip = 0; // IPPROTO_IP
        await Uplink.Configure();
        using var socket = Host.Open(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Igmp);
        // struct vifctl of linux/mroute.h, with VIFF_USE_IFINDEX.
        var vif = new byte[16];
        vif[2] = 8;
        vif[3] = 1;
        var link = await Host.Link("eth0");
        BitConverter.TryWriteBytes(vif.AsSpan(8), link.Index);
        socket.SetRawSocketOption(
            ip,
            200 /* MRT_INIT */
            ,
            BitConverter.GetBytes(1)
        );
        socket.SetRawSocketOption(
            ip,
            202 /* MRT_ADD_VIF */
            ,
            vif
        );

        (await Start()).ShouldWarn("multicast routing of IPv4", "by its index");
    }

    [Fact]
    public async Task Multicast_routing_of_ipv6_on_the_nic_is_named()
    {
        const int ip6 = 41; // IPPROTO_IPV6
        await Uplink.Configure();
        using var socket = Host.Open(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.IcmpV6);
        // struct mif6ctl of linux/mroute6.h.
        var mif = new byte[12];
        mif[3] = 1;
        var link = await Host.Link("eth0");
        BitConverter.TryWriteBytes(mif.AsSpan(4), (ushort)link.Index);
        socket.SetRawSocketOption(
            ip6,
            200 /* MRT6_INIT */
            ,
            BitConverter.GetBytes(1)
        );
        socket.SetRawSocketOption(
            ip6,
            202 /* MRT6_ADD_MIF */
            ,
            mif
        );

        (await Start()).ShouldWarn("multicast routing of IPv6", "by its index");
    }

    [Theory]
    [InlineData(SocketType.Stream, ProtocolType.Tcp)]
    [InlineData(SocketType.Dgram, ProtocolType.Udp)]
    public async Task A_socket_bound_to_a_link_local_address_is_named(SocketType type, ProtocolType protocol)
    {
        await Uplink.Configure();
        using var socket = Host.Open(AddressFamily.InterNetworkV6, type, protocol);
        var text = await Host.Shell("ip -o -6 addr show dev eth0 scope link | sed -n 's/.*inet6 \\([^/]*\\).*/\\1/p'");
        var local = IPAddress.Parse(text.Trim());
        local.ScopeId = (await Host.Link("eth0")).Index;
        socket.Bind(new IPEndPoint(local, 6868));
        if (protocol == ProtocolType.Tcp)
            socket.Listen();

        (await Start()).ShouldWarn("socket bound to eth0", $"{Environment.ProcessId}");
    }

    private async Task GivenFilter(string action, string control = "", string target = "eth0")
    {
        await Uplink.Configure();
        await AddFilter(action, control, target);
    }

    private async Task AddFilter(string action, string control = "", string target = "eth0")
    {
        await Host.Shell("ip link add other0 type veth peer name other1; tc qdisc add dev other0 ingress");
        await Host.Shell(
            $"tc filter add dev other0 parent ffff: protocol all u32 match u32 0 0 action mirred {action} dev {target} {control}"
        );
    }

    private Task<string> Filters() => Host.Shell("tc filter show dev other0 ingress");

    private static string Capitals(string words) =>
        string.Join(' ', words.Split(' ').Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));

    /// <summary>The command that a warning ends with.</summary>
    private static string Mend(Result result)
    {
        var text = result.Error.TrimEnd('\n');
        return text[(text.LastIndexOf(": ", StringComparison.Ordinal) + 2)..];
    }
}
