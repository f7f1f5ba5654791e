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
    public async Task A_vif_that_vanishes_while_it_comes_online_leaves_nothing_behind(string guard)
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
    public async Task A_vif_that_vanishes_while_it_goes_offline_is_as_good_as_one_that_is_offline(string guard)
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
    public async Task A_vif_that_is_moved_to_another_bridge_while_it_comes_online_is_put_right_by_the_next_online(
        string guard
    )
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
    public async Task A_vif_that_is_moved_to_another_bridge_while_it_goes_offline_is_taken_off_or_left_there_down(
        string guard
    )
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
    public async Task A_bridge_that_vanishes_while_a_vif_comes_online_is_an_error_that_leaves_the_vif_down(string guard)
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
        Assert.Equal("lock", (await Host.Shell("ls -A /run/xen-hotplug")).Trim());
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
