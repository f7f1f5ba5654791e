using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A bridge that has as many ports as the kernel lets it have.</summary>
public sealed class VifBridgeFullBridgeSpecs : VifBridgeSpecs
{
    private const int MostPorts = 1023;

    [Theory]
    [InlineData("antispoof=no")]
    [InlineData("antispoof=yes")]
    public async Task Online_fails_on_a_full_bridge_and_succeeds_when_there_is_room(string guard)
    {
        await GivenAGuest();
        await Host.Shell(
            $"""
            for port in $(seq {MostPorts}); do
                echo "tuntap add dev p$port mode tap"
                echo "link set dev p$port master eth0"
            done > /run/ports
            ip -batch /run/ports
            """
        );
        var before = await Host.Link("vif1.0");

        (await Online(guard)).ShouldFail("eth0");

        Assert.Equal("error", Status);
        Assert.NotEqual("", HotplugError);
        Assert.Equal(before, await Host.Link("vif1.0"));
        Assert.DoesNotContain("elements", await Host.Shell("nft list ruleset"), StringComparison.Ordinal);
        await Host.Ip("link delete dev p7");
        (await Online(guard)).ShouldSucceedQuietly();
        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
        Assert.Equal("connected", Status);
    }
}
