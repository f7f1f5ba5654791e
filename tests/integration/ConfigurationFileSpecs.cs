using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>/etc/xen/xen-hotplug.conf: the defaults of both programs.</summary>
public sealed class ConfigurationFileSpecs : VifBridgeSpecs
{
    private const string ConfigurationFile = "/etc/xen/xen-hotplug.conf";

    [Fact]
    public async Task The_files_values_are_the_defaults_of_both_programs()
    {
        await GivenTwoBridges();
        Host.Write(
            ConfigurationFile,
            """
            # What this host is like.

            bridge=lan
            vifnum=3
            colour=blue
            """
        );

        (await Online()).ShouldSucceedQuietly();
        (await NetworkBridgeAdditional("start")).ShouldSucceed();

        Assert.Equal(["vif0.3", "vif1.0"], await Host.Ports("lan"));
    }

    [Fact]
    public async Task The_file_as_shipped_changes_nothing()
    {
        await GivenTwoBridges();
        Host.Write(ConfigurationFile, File.ReadAllText(Programs.Source("xen-config/xen-hotplug.conf")));

        (await Online("bridge=lan")).ShouldSucceedQuietly();
        (await NetworkBridgeAdditional("start", "bridge=wan", "vifnum=3")).ShouldSucceed();

        Assert.Equal(["vif1.0"], await Host.Ports("lan"));
        Assert.Equal(["vif0.3"], await Host.Ports("wan"));
    }

    [Theory]
    [InlineData("bridge=lan\n\nthis is no assignment\n", 3)]
    [InlineData("# comment\n=lan\n", 2)]
    [InlineData("bridge=$(touch /run/evaluated)\n", 1)]
    [InlineData("bridge=lan\nx=`touch /run/evaluated`\n", 2)]
    [InlineData("bridge=lan; touch /run/evaluated\n", 1)]
    [InlineData("bridge='lan\n", 1)]
    public async Task A_line_that_is_no_assignment_is_an_error_with_file_and_line(string text, int line)
    {
        await GivenTwoBridges();
        Host.Write(ConfigurationFile, text);
        var before = await Host.Links();

        var online = (await Online()).ShouldFail(ConfigurationFile);
        var start = (await NetworkBridgeAdditional("start")).ShouldFail(ConfigurationFile);

        Assert.Matches($@"{ConfigurationFile}\D{{1,10}}{line}\b", online.Error);
        Assert.Matches($@"{ConfigurationFile}\D{{1,10}}{line}\b", start.Error);
        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
        Assert.False(Host.Has("/run/evaluated"));
    }

    [Fact]
    public async Task A_bad_value_in_the_file_is_an_error_that_names_it()
    {
        await GivenTwoBridges();
        Host.Write(ConfigurationFile, "bridge=a-16-byte-name..\n");

        (await Online()).ShouldFail("a-16-byte-name..");
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_an_error_that_names_it()
    {
        await GivenTwoBridges();
        await Host.Shell($"mkdir {ConfigurationFile}");

        (await Online("bridge=lan")).ShouldFail(ConfigurationFile);
    }

    [Fact]
    public async Task A_broken_file_does_not_stop_offline()
    {
        await GivenTwoBridges();
        (await Online("bridge=lan")).ShouldSucceed();
        Host.Write(ConfigurationFile, "this is no assignment\n");

        (await Offline()).ShouldWarn(ConfigurationFile);

        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }

    private async Task GivenTwoBridges()
    {
        await Host.AddBridge("lan");
        await Host.AddBridge("wan");
        await Host.AddGuest("vif1.0");
        await (await Host.AddGuest("vif0.3")).Connect();
        WriteBackend(bridge: null);
    }

    private Task<Result> NetworkBridgeAdditional(params string[] words) =>
        Host.Start(Programs.NetworkBridgeAdditional, words).Ended;
}
