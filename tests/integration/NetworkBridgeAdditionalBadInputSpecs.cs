using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class NetworkBridgeAdditionalBadInputSpecs : NetworkBridgeAdditionalSpecs
{
    [Theory]
    [InlineData("bridge=a-name-too-long1", "a-name-too-long1")]
    [InlineData("bridge=eth0/brif", "eth0/brif")]
    [InlineData("bridge=eth 0", "eth 0")]
    [InlineData("bridge=.", "bridge")]
    [InlineData("bridge=..", "bridge")]
    [InlineData("vifnum=one", "vifnum")]
    [InlineData("vifnum=-1", "vifnum")]
    [InlineData("vifnum=1;reboot", "vifnum")]
    [InlineData("vifnum=99999999999999999999", "vifnum")]
    [InlineData("antispoof=perhaps", "antispoof")]
    public async Task A_bad_value_is_an_error_that_names_it_and_changes_nothing(string word, string named)
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();
        var before = await Host.Links();

        foreach (var command in new[] { "start", "stop" })
            (await NetworkBridgeAdditional("bridge=eth0", command, word)).ShouldFail(named);

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Nothing_in_a_word_is_evaluated()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();

        await Start("bridge=eth0", "x=$(touch /run/evaluated)", "y=`touch /run/evaluated`", "z=;touch /run/evaluated");
        await Start("bridge=$(touch /run/evaluated)");

        Assert.False(Host.Has("/run/evaluated"));
        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
    }

    [Fact]
    public async Task A_word_may_not_change_how_programs_are_found_or_loaded()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();

        (await Start("bridge=eth0", "PATH=/nowhere", "LD_PRELOAD=/nowhere.so")).ShouldSucceed();

        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
    }
}
