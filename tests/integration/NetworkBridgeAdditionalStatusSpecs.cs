using System.Text.Json;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class NetworkBridgeAdditionalStatusSpecs : NetworkBridgeAdditionalSpecs
{
    [Fact]
    public async Task Status_shows_addresses_ports_with_their_state_and_routes()
    {
        await GivenABusyBridge();

        var result = (await Status("bridge=eth0")).ShouldSucceed();

        Assert.Equal("", result.Error);
        Assert.Matches(@"\beth0\b", result.Output);
        Assert.Contains("192.0.2.10/24", result.Output, StringComparison.Ordinal);
        Assert.Contains("2001:db8::10/64", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^.*\bvif0\.0\b.*\bforwarding\b", result.Output);
        Assert.Matches(@"(?m)^.*\bvif1\.0\b.*\bdisabled\b", result.Output);
        Assert.Matches(@"(?m)^.*\bdefault\b.*192\.0\.2\.1\b", result.Output);
    }

    [Fact]
    public async Task Status_in_json_shows_addresses_ports_with_their_state_and_routes()
    {
        await GivenABusyBridge();

        var result = (await Status("bridge=eth0", "--json")).ShouldSucceed();

        using var json = JsonDocument.Parse(result.Output);
        var root = json.RootElement;
        Assert.Equal("eth0", root.GetProperty("bridge").GetProperty("name").GetString());
        Assert.Equal(
            ["192.0.2.10/24", "2001:db8::10/64"],
            root.GetProperty("bridge")
                .GetProperty("addresses")
                .EnumerateArray()
                .Select(address => address.GetString())
                .Where(address => !address!.StartsWith("fe80:", StringComparison.Ordinal))
        );
        Assert.Equal(
            [("vif0.0", "forwarding"), ("vif1.0", "disabled")],
            root.GetProperty("ports")
                .EnumerateArray()
                .Select(port => (port.GetProperty("name").GetString(), port.GetProperty("state").GetString()))
                .Order()
        );
        Assert.Contains(
            "default via 192.0.2.1 dev eth0",
            root.GetProperty("routes").EnumerateArray().Select(route => route.GetString())
        );
    }

    [Fact]
    public async Task Status_of_a_bridge_without_ports_and_addresses_is_valid_json()
    {
        await Host.AddBridge("eth0");

        var result = (await Status("bridge=eth0", "--json")).ShouldSucceed();

        using var json = JsonDocument.Parse(result.Output);
        Assert.Empty(json.RootElement.GetProperty("ports").EnumerateArray());
    }

    [Fact]
    public async Task Status_needs_no_root_and_no_right_to_write_the_log()
    {
        await GivenABusyBridge();
        await Host.Shell("mount -t tmpfs -o ro tmpfs /var/log/xen");

        var result = await Host.Run(
            "setpriv",
            "--bounding-set=-all",
            Programs.NetworkBridgeAdditional,
            "status",
            "bridge=eth0"
        );

        Assert.Contains("vif0.0", result.ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Status_changes_nothing()
    {
        await GivenABusyBridge();
        await Host.Ip("link set dev eth0 down");
        var before = await Host.Links();

        var result = (await Status("bridge=eth0")).ShouldSucceed();

        Assert.Contains("eth0", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Status_of_a_missing_bridge_is_one_sentence_and_exit_status_3()
    {
        var result = await Status("bridge=eth0");

        Assert.Equal(3, result.ExitCode);
        Assert.Matches(@"\A[^\n]*\beth0\b[^\n]*\n\z", result.Output + result.Error);
    }

    [Fact]
    public async Task Status_fails_on_a_link_that_is_no_bridge()
    {
        await Host.AddGuest("eth0");

        (await Status("bridge=eth0")).ShouldFail("eth0", "bridge");
    }

    [Fact]
    public async Task A_bare_status_finds_the_bridge_of_a_shadow_bridged_host()
    {
        await GivenABusyBridge();

        var result = (await Status()).ShouldSucceed();

        Assert.Contains("192.0.2.10/24", result.Output, StringComparison.Ordinal);
    }

    /// <summary>The bridge eth0 with addresses, the default route, one port that forwards and one that is down.</summary>
    private async Task GivenABusyBridge()
    {
        await GivenDefaultRoute("eth0");
        await GivenNetloop();
        await Host.AddGuest("vif1.0");
        await Host.Shell(
            """
            ip -6 addr add 2001:db8::10/64 dev eth0 nodad
            ip link set dev vif1.0 master eth0
            """
        );
        await Host.AddPort("eth0", "vif0.0");
        await Host.PortForwards("vif0.0");
    }
}
