using System.Text.Json;
using Xen.Hotplug.TestStore;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>status shows each shadow bridge, to people and to programs.</summary>
public sealed class BridgeShadowStatusSpecs : UplinkSpecs
{
    private const int NotRunning = 3;

    [Fact]
    public async Task Status_shows_the_bridge_its_addresses_its_uplink_and_its_ports()
    {
        await GivenBusyBridge();

        var result = (await Status()).ShouldSucceed();

        Assert.Equal("", result.Error);
        var mac = (await Host.Link("eth0")).Mac;
        Assert.Matches($@"(?m)^bridge eth0: up, running, {mac}, mtu 1500$", result.Output);
        Assert.Contains("192.0.2.10/24", result.Output, StringComparison.Ordinal);
        Assert.Contains("2001:db8::10/64", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ .*\bseth0\b.*\bforwarding\b.*\buplink\b", result.Output);
        Assert.Matches(@"(?m)^ .*\bvif7\.0\b.*\bdisabled\b", result.Output);
    }

    [Fact]
    public async Task Status_names_the_guest_of_a_port_where_the_store_answers()
    {
        await GivenBusyBridge();
        using var store = new StoreServer(Host.File("/run/xenstored/socket"));
        store.Write("/local/domain/7/name", "web server");

        Assert.Matches(@"(?m)^ .*\bvif7\.0\b.*\(web server\)$", (await Status()).ShouldSucceed().Output);
        using var json = JsonDocument.Parse((await Status("--json")).ShouldSucceed().Output);
        Assert.Contains(
            json.RootElement.GetProperty("interfaces")[0].GetProperty("ports").EnumerateArray(),
            port => port.TryGetProperty("guest", out var guest) && guest.GetString() == "web server"
        );
    }

    [Fact]
    public async Task Status_in_json_shows_the_bridge_its_uplink_and_its_ports()
    {
        await GivenBusyBridge();

        using var json = JsonDocument.Parse((await Status("--json")).ShouldSucceed().Output);

        var shadow = Assert.Single(json.RootElement.GetProperty("interfaces").EnumerateArray());
        Assert.Equal("eth0", shadow.GetProperty("name").GetString());
        Assert.Equal("shadowed", shadow.GetProperty("phase").GetString());
        Assert.Equal("seth0", shadow.GetProperty("uplink").GetString());
        var bridge = shadow.GetProperty("bridge");
        Assert.Equal((await Host.Link("eth0")).Mac, bridge.GetProperty("address").GetString());
        Assert.Equal(1500, bridge.GetProperty("mtu").GetInt32());
        Assert.True(bridge.GetProperty("running").GetBoolean());
        Assert.Contains(
            "192.0.2.10/24",
            bridge.GetProperty("addresses").EnumerateArray().Select(address => address.GetString())
        );
        Assert.Equal(
            [("seth0", "forwarding"), ("vif7.0", "disabled")],
            shadow
                .GetProperty("ports")
                .EnumerateArray()
                .Select(port => (port.GetProperty("name").GetString(), port.GetProperty("state").GetString()))
                .Order()
        );
    }

    [Fact]
    public async Task Status_of_an_ordinary_link_is_one_line_and_exit_status_3()
    {
        var result = await Status();

        Assert.Equal(NotRunning, result.ExitCode);
        Assert.Matches(@"\A[^\n]*\beth0\b[^\n]*\n\z", result.Output + result.Error);
    }

    [Fact]
    public async Task Status_of_a_link_that_is_not_there_is_one_line_and_exit_status_3()
    {
        var result = await BridgeShadow("status", "eth7");

        Assert.Equal(NotRunning, result.ExitCode);
        Assert.Matches(@"\A[^\n]*\beth7\b[^\n]*\n\z", result.Output + result.Error);
    }

    [Fact]
    public async Task Status_of_an_ordinary_link_is_valid_json()
    {
        var result = await Status("--json");

        Assert.Equal(NotRunning, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("plain", json.RootElement.GetProperty("interfaces")[0].GetProperty("phase").GetString());
    }

    [Theory]
    [InlineData("ip link set dev seth0 nomaster")]
    [InlineData("ip link set dev seth0 down")]
    [InlineData("ip link set dev eth0 down")]
    public async Task Status_of_what_somebody_broke_is_exit_status_3(string broken)
    {
        (await Start()).ShouldSucceed();
        await Host.Shell(broken);

        Assert.Equal(NotRunning, (await Status()).ExitCode);
    }

    [Fact]
    public async Task Status_of_several_is_exit_status_3_when_one_is_an_ordinary_link()
    {
        await Plug("eth1");
        (await Start()).ShouldSucceed();

        var result = await BridgeShadow("status", "eth0", "eth1");

        Assert.Equal(NotRunning, result.ExitCode);
        Assert.Contains("bridge eth0", result.Output, StringComparison.Ordinal);
        Assert.Contains("eth1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_needs_no_root_and_no_right_to_write_anywhere()
    {
        await GivenBusyBridge();
        await Host.Shell("mount -t tmpfs -o ro tmpfs /var/log/xen");

        var result = await Host.Run("setpriv", "--bounding-set=-all", Programs.BridgeShadow, "status", "eth0");

        Assert.Contains("seth0", result.ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Status_changes_nothing()
    {
        await GivenBusyBridge();
        var (links, network) = (await Host.Links(), await Uplink.Network());

        (await Status()).ShouldSucceed();

        Assert.Equal(links, await Host.Links());
        Assert.Equal(network, await Uplink.Network());
    }

    private async Task GivenBusyBridge()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Shell("ip tuntap add dev vif7.0 mode tap; ip link set dev vif7.0 master eth0");
        await Host.Shell("until ip -br link show dev eth0 | grep -q ' UP '; do sleep 0.01; done");
    }
}
