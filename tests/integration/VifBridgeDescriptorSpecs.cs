using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A caller that leaves an event ever fewer files to open, down to none.</summary>
public sealed class VifBridgeDescriptorSpecs : VifBridgeSpecs
{
    private const int Enough = 32;

    // Or the runtime gives up before the program begins, by exiting or by a signal.
    private static readonly int[] s_statuses = [1, 127, 134, 139, 255];

    [Theory]
    [InlineData("antispoof=no")]
    [InlineData("antispoof=yes")]
    public async Task Online_with_too_few_descriptors_fails_and_changes_nothing(string guard)
    {
        await GivenAGuest();
        (await Online(guard)).ShouldSucceed();
        await Offline();
        var before = await Host.Links();
        Result result;

        var most = 2;
        do
        {
            result = await WithFiles(++most, "online", "type_if=vif", guard);
            if (result.ExitCode != 0)
                await ShouldHaveFailed(result, before);
        } while (result.ExitCode != 0);

        Assert.InRange(most, 4, Enough);
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task Offline_with_too_few_descriptors_fails_or_takes_the_vif_off()
    {
        await GivenAGuestOnline();

        for (var most = 3; most <= Enough; most++)
        {
            (await Online("antispoof=yes")).ShouldSucceed();
            var before = await Host.Links();
            var result = await WithFiles(most, "offline", "type_if=vif");
            if (result.ExitCode != 0)
                await ShouldHaveFailed(result, before);
            else
                Assert.Null((await Host.Link("vif1.0")).Bridge);
        }
        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }

    private async Task ShouldHaveFailed(Result result, IReadOnlyList<Link> before)
    {
        Assert.Contains(result.ExitCode, s_statuses);
        if (result.ExitCode == 1)
        {
            Assert.NotEqual("", result.Error);
            Assert.DoesNotContain("unexpectedly", result.Error, StringComparison.Ordinal);
        }
        Assert.Equal(before, await Host.Links());
    }

    private Task<Result> WithFiles(int most, params string[] words) =>
        Host.Start("prlimit", [$"--nofile={most}", Programs.VifBridge, .. words], Variables).Ended;
}
