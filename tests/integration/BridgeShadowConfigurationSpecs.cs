using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>INTERFACES of the configuration file, and several interfaces at a time.</summary>
public sealed class BridgeShadowConfigurationSpecs : UplinkSpecs
{
    private const string Sysconfig = "/etc/sysconfig/bridge-shadow";
    private const string Default = "/etc/default/bridge-shadow";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Plug("eth1");
        // Not all machines have both folders, and none is to get one.
        await Host.Shell(
            """
            mkdir /run/etc
            cp -r /etc/iproute2 /etc/ld.so.cache /etc/xen /run/etc 2> /dev/null || :
            mount --bind /run/etc /etc
            """
        );
    }

    [Theory]
    [InlineData(Sysconfig)]
    [InlineData(Default)]
    public async Task The_file_names_the_interfaces(string file)
    {
        Host.Write(file, "INTERFACES=\"eth0 eth1\"\n");

        (await BridgeShadow("start")).ShouldSucceed();
        await ShouldBeShadowed("eth0", "eth1");
        (await BridgeShadow("status")).ShouldSucceed();

        (await BridgeShadow("stop")).ShouldSucceed();
        await ShouldBeShadowed();
    }

    [Fact]
    public async Task Enable_is_refused_with_vlans_in_the_file_that_no_boot_could_start()
    {
        Host.Write(Default, "INTERFACES=eth0\nVLAN_FILTERING=maybe\n");

        (await BridgeShadow("enable", "eth0")).ShouldFail($"VLAN_FILTERING=maybe in {Default} is neither yes nor no");
    }

    [Fact]
    public async Task The_first_of_two_files_counts()
    {
        Host.Write(Sysconfig, "INTERFACES=eth0\n");
        Host.Write(Default, "INTERFACES=eth1\n");

        (await BridgeShadow("start")).ShouldSucceed();

        await ShouldBeShadowed("eth0");
    }

    [Fact]
    public async Task The_option_config_names_another_file()
    {
        Host.Write(Sysconfig, "INTERFACES=eth0\n");
        Host.Write("/run/mine", "INTERFACES=eth1\n");

        (await BridgeShadow("start", "--config", "/run/mine")).ShouldSucceed();

        await ShouldBeShadowed("eth1");
    }

    [Fact]
    public async Task Words_count_more_than_the_file()
    {
        Host.Write(Sysconfig, "INTERFACES=eth0\n");

        (await BridgeShadow("start", "eth1")).ShouldSucceed();

        await ShouldBeShadowed("eth1");
    }

    [Theory]
    [InlineData("# comment\n\nINTERFACES='eth0 eth1' # more\n")]
    [InlineData("INTERFACES=\"eth0 \\\neth1\"\n")]
    [InlineData("export INTERFACES=eth0\\ eth1\n")]
    [InlineData("INTERFACES=eth7\nINTERFACES=\"eth0\teth1\"")]
    [InlineData("INTERFACES=\"eth0\neth1\n\"\n")]
    public async Task The_file_is_read_as_a_shell_would_read_it(string text)
    {
        Host.Write(Sysconfig, text);

        (await BridgeShadow("start")).ShouldSucceed();

        await ShouldBeShadowed("eth0", "eth1");
    }

    [Theory]
    [InlineData("INTERFACES=eth0\nthis is no assignment\n", 2)]
    [InlineData("\nOTHER=eth0\nINTERFACES=eth0\n", 2)]
    [InlineData("INTERFACES=$(touch /run/evaluated)\n", 1)]
    [InlineData("INTERFACES=\"`touch /run/evaluated`\"\n", 1)]
    [InlineData("INTERFACES=eth0; touch /run/evaluated\n", 1)]
    [InlineData("# one\nINTERFACES='eth0\n\n", 2)]
    [InlineData("INTERFACES=eth0 eth1\n", 1)]
    public async Task A_line_of_the_file_that_cannot_be_read_is_an_error_with_its_number(string text, int line)
    {
        Host.Write(Sysconfig, text);

        var result = (await BridgeShadow("start")).ShouldFail(Sysconfig);

        Assert.Matches($@"{Sysconfig}\D{{1,10}}{line}\b", result.Error);
        await ShouldBeShadowed();
        Assert.False(Host.Has("/run/evaluated"));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    public async Task An_empty_list_is_a_notice_and_success(string command)
    {
        Host.Write(Sysconfig, "INTERFACES=\"\"\n");

        var result = (await BridgeShadow(command)).ShouldSucceed();

        Assert.Contains("INTERFACES", result.Output, StringComparison.Ordinal);
        await ShouldBeShadowed();
    }

    [Theory]
    [InlineData("start")]
    [InlineData("status")]
    public async Task A_missing_file_is_an_error_that_names_where_it_would_be(string command) =>
        (await BridgeShadow(command)).ShouldFail(Sysconfig, Default);

    [Fact]
    public async Task A_file_without_the_key_is_an_error_that_names_both()
    {
        Host.Write(Default, "# nothing\n");

        (await BridgeShadow("start")).ShouldFail(Default, "INTERFACES");
    }

    [Fact]
    public async Task A_file_that_was_named_and_is_not_there_is_an_error_that_names_it() =>
        (await BridgeShadow("start", "--config", "/run/nowhere")).ShouldFail("/run/nowhere");

    [Fact]
    public async Task A_bad_name_of_an_interface_is_an_error_that_changes_nothing()
    {
        Host.Write(Sysconfig, "INTERFACES=\"eth0 a-16-byte-name..\"\n");

        (await BridgeShadow("start")).ShouldFail("a-16-byte-name..");

        await ShouldBeShadowed();
    }

    [Theory]
    [InlineData("eth7", "eth0", "eth1")]
    [InlineData("eth0", "eth7", "eth1")]
    [InlineData("lo", "eth0", "eth1")]
    public async Task Start_goes_on_with_the_others_when_one_interface_fails(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var result = await BridgeShadow(["start", .. names]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(Assert.Single(names.Except(["eth0", "eth1"])), result.Error, StringComparison.Ordinal);
        await ShouldBeShadowed("eth0", "eth1");
    }

    [Fact]
    public async Task Stop_goes_on_with_the_others_when_one_interface_cannot_be_stopped()
    {
        (await BridgeShadow("start", "eth0", "eth1")).ShouldSucceed();
        await Host.Shell("ip tuntap add dev vif1.0 mode tap; ip link set dev vif1.0 master eth0");

        (await BridgeShadow("stop", "eth0", "eth1")).ShouldFail("eth0", "vif1.0");

        await ShouldBeShadowed("eth0");
    }

    private async Task ShouldBeShadowed(params string[] names)
    {
        foreach (var name in new[] { "eth0", "eth1" })
        {
            Assert.Equal(names.Contains(name) ? "bridge" : "veth", (await Host.Link(name)).Kind);
            Assert.Equal(names.Contains(name), await Host.HasLink($"s{name}"));
        }
    }
}
