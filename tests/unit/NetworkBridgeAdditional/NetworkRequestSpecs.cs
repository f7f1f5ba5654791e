using System.Net;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.NetworkBridgeAdditional;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;

namespace Xen.Hotplug.UnitTests.NetworkBridgeAdditional;

public class NetworkRequestSpecs
{
    private static readonly IPAddress s_router = IPAddress.Parse("192.0.2.1");

    private static readonly ProgramDefinition s_definition = new()
    {
        Name = "network-bridge-additional",
        Summary = "",
        Commands = [],
        Operands = "",
        Keys = [("vifnum", ""), ("bridge", ""), ("antispoof", "")],
    };

    private readonly Dictionary<string, string> _environment = [];

    private readonly InMemoryNetwork _kernel = new(
        Device(1, "eth0"),
        Device(2, "bond1"),
        Device(3, "wan"),
        Device(4, "enp3s0f12"),
        Device(5, "eth70000")
    );

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(4, 12)]
    [InlineData(5, 0)]
    [InlineData(99, 0)]
    public void The_number_is_that_of_the_default_routes_device(int device, int number)
    {
        _kernel.Routes.Add(Default(device));

        var request = Read();

        Assert.Equal($"vif0.{number}", request.PortName.Value);
        Assert.Equal($"xenbr{number}", request.BridgeName?.Value);
        Assert.False(request.IsPortNamed);
    }

    [Fact]
    public void The_number_is_0_without_a_default_route()
    {
        _kernel.Routes.Add(
            Default(2) with
            {
                Header = new RouteHeader { DestinationLength = 24, Type = Route.Unicast },
            }
        );

        Assert.Equal("vif0.0", Read().PortName.Value);
    }

    [Fact]
    public void The_route_with_the_lowest_metric_counts()
    {
        _kernel.Routes.AddRange([Default(4) with { Priority = 200 }, Default(2) with { Priority = 100 }]);

        Assert.Equal("vif0.1", Read().PortName.Value);
    }

    [Fact]
    public void A_route_with_a_gateway_counts_before_one_without()
    {
        _kernel.Routes.AddRange([Default(4) with { Gateway = null }, Default(2) with { Priority = 100 }]);

        Assert.Equal("vif0.1", Read().PortName.Value);
    }

    [Fact]
    public void The_first_next_hop_of_a_route_with_several_counts()
    {
        _kernel.Routes.Add(Default(0) with { Hops = [new RouteHop(2, s_router, 1), new RouteHop(4, s_router, 1)] });

        Assert.Equal("vif0.1", Read().PortName.Value);
    }

    [Fact]
    public void A_given_number_counts_whatever_the_routes()
    {
        _kernel.Routes.Add(Default(2));

        var request = Read("vifnum=7");

        Assert.Equal("vif0.7", request.PortName.Value);
        Assert.Equal("xenbr7", request.BridgeName?.Value);
        Assert.True(request.IsPortNamed);
    }

    [Fact]
    public void A_word_counts_before_the_environment()
    {
        _environment["vifnum"] = "3";
        _environment["bridge"] = "eth0";

        var request = Read("vifnum=4");

        Assert.Equal(("vif0.4", "eth0"), (request.PortName.Value, request.BridgeName?.Value));
    }

    [Fact]
    public void The_largest_number_is_65535() => Assert.Equal("vif0.65535", Read("vifnum=65535").PortName.Value);

    [Theory]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData(" 1")]
    public void A_number_out_of_range_is_refused(string number) =>
        Refused("is not a number from 0 to 65535", $"vifnum={number}");

    [Fact]
    public void The_bridge_null_asks_for_nothing() => Assert.Null(Read("bridge=null").BridgeName);

    [Fact]
    public void A_bridge_that_no_link_can_be_named_is_refused() => Refused("bridge=a/b is no valid name", "bridge=a/b");

    [Fact]
    public void A_second_command_is_refused() => Refused("'stop' is neither KEY=VALUE", "stop");

    [Fact]
    public void An_antispoof_that_is_neither_yes_nor_no_is_refused() =>
        Refused("antispoof=maybe is neither yes nor no", "antispoof=maybe");

    private void Refused(string why, params string[] words) =>
        Assert.Contains(why, Assert.Throws<HotplugException>(() => Read(words)).Message, StringComparison.Ordinal);

    private NetworkRequest Read(params string[] words)
    {
        using var invocation = new Invocation(
            s_definition,
            new ProgramOptions(hasJson: true),
            KeyValueWords.Parse(["start", .. words]),
            _environment.GetValueOrDefault
        );
        return NetworkRequest.Read(invocation, _kernel);
    }

    private static Link Device(int index, string name) =>
        new()
        {
            Index = index,
            Name = name,
            Mtu = 1500,
        };

    private static Route Default(int device) =>
        new()
        {
            Header = new RouteHeader { Type = Route.Unicast },
            Table = Route.MainTable,
            Gateway = s_router,
            OutputInterface = device,
        };
}
