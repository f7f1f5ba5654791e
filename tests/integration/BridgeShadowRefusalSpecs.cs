using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What cannot be shadowed is refused with the reason, before anything is changed.</summary>
public sealed class BridgeShadowRefusalSpecs : UplinkSpecs
{
    [Theory]
    [InlineData("true", "eth7", "eth7")]
    [InlineData("true", "lo", "loopback")]
    [InlineData("ip link add br0 type bridge; ip link set dev eth0 master br0", "eth0", "br0")]
    [InlineData("ip link add macvlan0 link eth0 type macvlan mode bridge", "eth0", "macvlan0")]
    [InlineData(
        "ip link add macvlan0 link eth0 type macvlan mode private; ip link set dev macvlan0 up",
        "eth0",
        "macvlan0"
    )]
    [InlineData("ip link set dev eth0 name a-name-15-bytes", "a-name-15-bytes", "15")]
    [InlineData("ip link add seth0 type ifb", "eth0", "seth0")]
    [InlineData("ip link add seth0 type bridge", "eth0", "seth0")]
    [InlineData("ip link add br0 type bridge", "br0", "br0")]
    [InlineData("ip tuntap add dev tun0 mode tun", "tun0", "tun0")]
    public async Task A_link_that_cannot_be_shadowed_is_refused_with_the_reason(
        string commands,
        string name,
        string reason
    )
    {
        await Host.Shell(commands);
        var before = await Host.Links();

        (await BridgeShadow("start", name)).ShouldFail(name, reason);

        Assert.Equal(before, await Host.Links());
        Assert.Equal("", await Host.Shell("ls -A /run/bridge-shadow 2> /dev/null || :"));
    }

    [Fact]
    public async Task A_live_link_that_is_refused_keeps_its_network()
    {
        await Uplink.Configure();
        await Host.Ip("link add macvlan0 link eth0 type macvlan mode bridge");
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        (await Start()).ShouldFail("macvlan0");

        Assert.Equal(network, await Uplink.Network());
        Assert.Equal(links, await Uplink.Links());
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_name_of_14_bytes_is_not_too_long()
    {
        await Host.Ip("link set dev eth0 name a-name-14-byte");

        (await BridgeShadow("start", "a-name-14-byte")).ShouldSucceed();

        Assert.Equal("a-name-14-byte", (await Host.Link("sa-name-14-byte")).Bridge);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("restart")]
    public async Task A_user_without_root_is_refused(string command)
    {
        var before = await Host.Links();
        // An ordinary user may not see where the program was built.
        await Host.Shell($"cp {Programs.BridgeShadow} /run/program");

        (await Host.Run("setpriv", "--reuid=65534", "--clear-groups", "/run/program", command, "eth0")).ShouldFail(
            "root"
        );

        Assert.Equal(before, await Host.Links());
    }

    [Theory]
    [InlineData("start", "a-16-byte-name..")]
    [InlineData("start", "..")]
    [InlineData("stop", "eth0/../eth1")]
    [InlineData("start", "eth%d")]
    [InlineData("status", "")]
    public async Task A_bad_name_of_an_interface_is_refused(string command, string name) =>
        (await BridgeShadow(command, name)).ShouldFail(name);

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("-x")]
    public async Task An_unknown_option_is_refused(string option)
    {
        var before = await Host.Links();

        (await Start(option)).ShouldFail(option);

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task A_word_with_an_equals_sign_is_refused() => (await Start("bridge=br0")).ShouldFail("bridge");

    [Theory]
    [InlineData("")]
    [InlineData("reload")]
    public async Task An_unknown_command_is_an_error_that_lists_the_valid_ones(string command)
    {
        var result = await BridgeShadow(command, "eth0");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $"Unknown command: {command}\nValid commands are: start, stop, restart, status, enable, disable, confirm, revert\n",
            result.Error
        );
    }

    [Fact]
    public async Task Help_names_every_command_and_option_and_does_nothing()
    {
        var before = await Host.Links();

        var result = (await Start("--help")).ShouldSucceed();

        foreach (
            var word in new[]
            {
                "start|stop|restart|status",
                "INTERFACE",
                "--config",
                "--dry-run",
                "--json",
                "--force",
                "--verbose",
                "--version",
            }
        )
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Version_is_one_line() =>
        Assert.Matches(
            @"\Abridge-shadow \d+\.\d+\.\d+.*\n\z",
            (await BridgeShadow("--version")).ShouldSucceed().Output
        );
}
