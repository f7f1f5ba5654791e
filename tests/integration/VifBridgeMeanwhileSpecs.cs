using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Somebody else changes the links while an event is worked on: after each of its requests to the kernel in turn.</summary>
public sealed class VifBridgeMeanwhileSpecs : VifBridgeSpecs
{
    private static readonly string[] s_online = ["online", "type_if=vif"];
    private static readonly string[] s_offline = ["offline", "type_if=vif"];

    [Theory]
    [InlineData("antispoof=no")]
    [InlineData("antispoof=yes")]
    public async Task Online_leaves_nothing_behind_when_the_vif_vanishes_meanwhile(string guard)
    {
        await GivenABridge();

        await AfterEachRequest(
            [.. s_online, guard],
            given: () => Host.AddTap("vif1.0"),
            meanwhile: "ip link delete dev vif1.0",
            async result =>
            {
                if (result.ExitCode != 0)
                {
                    result.ShouldFail();
                    Assert.Equal("error", Status);
                }
                (await Offline()).ShouldSucceedQuietly();
                await ShouldHaveNoVif();
            }
        );
    }

    [Theory]
    [InlineData("antispoof=no")]
    [InlineData("antispoof=yes")]
    public async Task Offline_succeeds_when_the_vif_vanishes_meanwhile(string guard)
    {
        await GivenABridge();

        await AfterEachRequest(
            s_offline,
            given: () => GivenAVifOnline(guard),
            meanwhile: "ip link delete dev vif1.0",
            async result =>
            {
                result.ShouldSucceedQuietly();
                await ShouldHaveNoVif();
            }
        );
    }

    [Theory]
    [InlineData("antispoof=no")]
    [InlineData("antispoof=yes")]
    public async Task The_next_online_puts_right_a_vif_that_was_moved_during_online(string guard)
    {
        await GivenABridge();
        await Host.AddBridge("other");

        await AfterEachRequest(
            [.. s_online, guard],
            given: () => Host.AddTap("vif1.0"),
            meanwhile: "ip link set dev vif1.0 master other",
            async result =>
            {
                Assert.Contains(result.ExitCode, new[] { 0, 1 });
                (await Online(guard)).ShouldSucceedQuietly();
                Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
                (await Offline()).ShouldSucceedQuietly();
                await Host.Ip("link delete dev vif1.0");
                await ShouldHaveNoVif();
            }
        );
    }

    [Theory]
    [InlineData("antispoof=no")]
    [InlineData("antispoof=yes")]
    public async Task A_vif_that_is_moved_meanwhile_is_down_after_offline(string guard)
    {
        await GivenABridge();
        await Host.AddBridge("other");

        await AfterEachRequest(
            s_offline,
            given: () => GivenAVifOnline(guard),
            meanwhile: "ip link set dev vif1.0 master other",
            async result =>
            {
                result.ShouldSucceedQuietly();
                Assert.False((await Host.Link("vif1.0")).IsUp);
                (await Offline()).ShouldSucceedQuietly();
                Assert.Null((await Host.Link("vif1.0")).Bridge);
                await Host.Ip("link delete dev vif1.0");
                await ShouldHaveNoVif();
            }
        );
    }

    [Theory]
    [InlineData("antispoof=no")]
    [InlineData("antispoof=yes")]
    public async Task Online_leaves_the_vif_down_when_the_bridge_vanishes_meanwhile(string guard)
    {
        await GivenABridge();

        await AfterEachRequest(
            [.. s_online, guard],
            given: async () =>
            {
                if (!await Host.HasLink("eth0"))
                    await Host.AddBridge("eth0");
                await Host.AddTap("vif1.0");
            },
            meanwhile: "ip link delete dev eth0",
            async result =>
            {
                if (result.ExitCode != 0)
                {
                    result.ShouldFail();
                    Assert.Equal("error", Status);
                    Assert.False((await Host.Link("vif1.0")).IsUp);
                }
                Assert.Null((await Host.Link("vif1.0")).Bridge);
                (await Offline()).ShouldSucceedQuietly();
                await Host.Ip("link delete dev vif1.0");
                await ShouldHaveNoVif();
            }
        );
    }

    private async Task GivenABridge()
    {
        await Host.AddBridge("eth0");
        WriteBackend("eth0");
    }

    private async Task GivenAVifOnline(string guard)
    {
        await Host.AddTap("vif1.0");
        (await Online(guard)).ShouldSucceedQuietly();
    }

    private async Task ShouldHaveNoVif()
    {
        Assert.False(await Host.HasLink("vif1.0"));
        Assert.DoesNotContain("elements", await Host.Shell("nft list ruleset"), StringComparison.Ordinal);
        Assert.Equal("", await Host.LeftBehind());
    }

    private async Task AfterEachRequest(string[] words, Func<Task> given, string meanwhile, Func<Result, Task> judge)
    {
        const int fewest = 4;
        for (var number = 1; ; number++)
        {
            await given();
            var held = await Held.Start(Host, Programs.VifBridge, words, Variables, "sendto", number);
            if (!held.Stands)
            {
                (await held.GoOn()).ShouldSucceedQuietly();
                Assert.True(number > fewest, $"There were only {number - 1} requests.");
                return;
            }
            await Host.Shell(meanwhile);
            await judge(await held.GoOn());
        }
    }
}
