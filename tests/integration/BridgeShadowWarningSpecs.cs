using System.Net;
using System.Net.Sockets;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What will not go along is said before anything is changed.</summary>
public sealed class BridgeShadowWarningSpecs : UplinkSpecs
{
    private const ushort Ip = 0x0800;
    private const ushort All = 0x0003;

    [Theory]
    [InlineData(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)]
    [InlineData(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp)]
    [InlineData(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)]
    public async Task A_socket_bound_to_the_link_is_named_with_program_and_process(
        AddressFamily family,
        SocketType type,
        ProtocolType protocol
    )
    {
        await Uplink.Configure();
        using var socket = Host.Open(family, type, protocol);
        socket.BindToLink("eth0");
        socket.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 6868));
        if (protocol == ProtocolType.Tcp)
            socket.Listen();

        ShouldNameThisProgram((await Start()).ShouldWarn("eth0", "socket"));
    }

    /// <summary>A user may bind a socket to a link, and calls his process as he likes.</summary>
    [Fact]
    public async Task What_a_process_calls_itself_is_written_out_in_a_warning()
    {
        await Uplink.Configure();
        const string script =
            "use Socket; socket(S, AF_INET, SOCK_DGRAM, 0); setsockopt(S, SOL_SOCKET, 25, \"eth0\\0\") or die; bind(S, pack_sockaddr_in(0, INADDR_ANY)) or die; "
            + "$0 = \"\\e[2J\\e[1;1Hok\"; $| = 1; print \"ready\\n\"; sleep 60";
        await Host.Start("perl", ["-e", script]).Printed("ready");

        foreach (var words in new[] { ["--dry-run"], Array.Empty<string>() })
        {
            var result = (await Start(words)).ShouldWarn(@"\x1b[2J\x1b[1;1Hok", "bound to eth0");
            Hostile.ShouldBeSeen(result.Output + result.Error);
        }
    }

    [Fact]
    public async Task A_packet_socket_of_a_single_protocol_is_named_with_program_and_process()
    {
        await Uplink.Configure();
        using var socket = await OpenPacketSocket(Ip);

        ShouldNameThisProgram((await Start()).ShouldWarn("eth0", "packet socket"));
    }

    [Fact]
    public async Task A_packet_socket_of_all_protocols_is_not_named()
    {
        await Uplink.Configure();
        using var socket = await OpenPacketSocket(All);

        Assert.Equal("", (await Start()).ShouldSucceed().Error);
    }

    [Fact]
    public async Task Sockets_bound_to_other_links_or_to_none_are_not_named()
    {
        await Uplink.Configure();
        using var other = Host.Open(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.BindToLink("lo");
        other.Bind(new IPEndPoint(IPAddress.Any, 6868));
        using var none = Host.Open(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        none.Bind(new IPEndPoint(IPAddress.Parse(Uplink.HostInet), 6869));

        Assert.Equal("", (await Start()).ShouldSucceed().Error);
    }

    [Fact]
    public async Task Stop_names_what_is_bound_to_the_bridge()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        using var socket = Host.Open(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.BindToLink("eth0");
        socket.Bind(new IPEndPoint(IPAddress.Any, 6868));

        ShouldNameThisProgram((await Stop()).ShouldWarn("eth0", "socket"));
    }

    [Fact]
    public async Task An_address_with_a_lifetime_moves_with_a_warning_that_names_it()
    {
        await Uplink.Configure();
        await Host.Ip("addr add 198.51.100.7/24 dev eth0 valid_lft 3600 preferred_lft 3600");

        (await Start()).ShouldWarn("198.51.100.7/24", "DHCP");

        Assert.Contains("198.51.100.7/24", (await Host.Link("eth0")).Addresses, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_a_router_advertised_moves_without_a_warning()
    {
        await Uplink.Configure();
        await Host.Ip("-6 addr add 2001:db8:1::7/64 dev eth0 nodad mngtmpaddr valid_lft 3600 preferred_lft 3600");

        Assert.Equal("", (await Start()).ShouldSucceed().Error);

        Assert.Contains("2001:db8:1::7/64", (await Host.Link("eth0")).Addresses, StringComparison.Ordinal);
    }

    [Theory]
    [OnEachKernel]
    [InlineData(KernelFeature.Prio, "root handle 1: prio", "prio")]
    [InlineData(KernelFeature.Tbf, "root tbf rate 1gbit burst 100k latency 10ms", "tbf")]
    [InlineData(KernelFeature.Ingress, "ingress", "ingress")]
    [InlineData(KernelFeature.Clsact, "clsact", "clsact")]
    public async Task Traffic_control_on_the_nic_is_named(KernelFeature feature, string discipline, string kind)
    {
        Kernel.Require(feature);
        await Uplink.Configure();
        await Host.Shell($"tc qdisc add dev eth0 {discipline}");

        (await Start()).ShouldWarn("eth0", kind);
    }

    [Fact]
    [Needs(KernelFeature.VlanLinks)]
    public async Task A_vlan_stays_on_the_nic_and_a_notice_names_it()
    {
        await Uplink.Configure();
        await Host.Ip("link add eth0.7 link eth0 type vlan id 7");

        (await Start()).ShouldWarn("eth0.7");

        Assert.True(await Host.HasLink("eth0.7"));
    }

    [Fact]
    public async Task A_warning_comes_before_anything_is_changed()
    {
        await Uplink.Configure();
        await Host.Ip("addr add 198.51.100.7/24 dev eth0 valid_lft 3600 preferred_lft 3600");

        (await BeginTraced("rename,sendto", "rename:error=ENOMEM", "start", "eth0").Ended).ToString();

        var trace = Trace;
        Assert.Contains("(INJECTED)", trace, StringComparison.Ordinal);
        Assert.DoesNotContain("RTM_NEW", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_does_not_warn_again()
    {
        await Uplink.Configure();
        await Host.Ip("addr add 198.51.100.7/24 dev eth0 valid_lft 3600 preferred_lft 3600");
        (await Start()).ShouldSucceed();

        Assert.Equal("", (await Start()).ShouldSucceed().Error);
    }

    private static void ShouldNameThisProgram(Result result)
    {
        Assert.Contains($"{Environment.ProcessId}", result.Error, StringComparison.Ordinal);
        Assert.Contains(File.ReadAllText("/proc/self/comm").Trim(), result.Error, StringComparison.Ordinal);
    }

    private async Task<Socket> OpenPacketSocket(ushort protocol)
    {
        var networkOrder = IPAddress.HostToNetworkOrder((short)protocol);
        var socket = Host.Open(AddressFamily.Packet, SocketType.Dgram, (ProtocolType)(ushort)networkOrder);
        socket.Bind(new LinkEndPoint((await Host.Link("eth0")).Index, networkOrder));
        return socket;
    }

    /// <summary>struct sockaddr_ll of linux/if_packet.h.</summary>
    private sealed class LinkEndPoint(int link, short protocol) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            BitConverter.TryWriteBytes(address.Buffer.Span[2..], protocol);
            BitConverter.TryWriteBytes(address.Buffer.Span[4..], link);
            return address;
        }
    }
}
