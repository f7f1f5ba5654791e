using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>An nft that fails this time, and would not have failed the next: no reason to guard by another firewall.</summary>
public sealed class NftFailureSpecs : AntispoofSpecs
{
    public static TheoryData<string> Failures =>
        [
            "kill -9 $$",
            "kill -11 $$",
            "echo 'netlink.c:66: Unable to initialize Netlink socket: Cannot allocate memory' >&2; exit 1",
            "echo 'Error: Could not process rule: Device or resource busy' >&2; exit 1",
            "echo 'netlink.c:66: Unable to initialize Netlink socket: Too many open files in system' >&2; exit 1",
            "echo 'Memory allocation failure' >&2; exit 3",
            "echo 'nft: error while loading shared libraries: libnftables.so.1: file too short' >&2; exit 127",
            "echo 'internal:0:0-0: Error: Could not process rule: Operation not permitted' >&2; exit 1",
            "exit 1",
        ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_of_nft_fails_the_event_and_the_next_guards_by_nftables(string script)
    {
        await GivenAVif();
        await GivenNft(script);
        var before = await Host.Links();

        (await Online(["antispoof=yes"])).ShouldFail("nft");

        Assert.Equal("error", Status);
        Assert.Equal(before, await Host.Links());
        await GivenNoOtherNft();
        await Online("yes");
        Assert.False(Host.Has("/run/xen-hotplug/iptables"));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_of_nft_fails_start_and_leaves_the_hosts_default(string script)
    {
        await GivenNft(script);

        (await Host.Run(Programs.NetworkBridgeAdditional, "start", "bridge=eth0", "antispoof=yes")).ShouldFail("nft");

        await GivenNoOtherNft();
        await GivenAVif();
        (await Online()).ShouldSucceedQuietly();
        Assert.DoesNotContain("xen-antispoof", await Host.Shell("nft list tables"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_nft_that_cannot_be_executed_fails_the_event()
    {
        await GivenAVif();
        Host.Write("/run/nft", "");
        var nft = (await Host.Shell("readlink -f \"$(command -v nft)\"")).Trim();
        await Host.Shell($"mount --bind /run/nft {nft}");

        (await Online(["antispoof=yes"])).ShouldFail("nft");

        Assert.Null((await Host.Link("vif1.0")).Bridge);
        await Host.Shell($"umount {nft}");
        await Online("yes");
    }

    private async Task GivenNft(string script)
    {
        Host.Write("/run/nft", $"#!/bin/sh\ncat > /dev/null\n{script}\n");
        await Host.Shell("chmod 755 /run/nft; mount --bind /run/nft \"$(readlink -f \"$(command -v nft)\")\"");
    }

    private Task<string> GivenNoOtherNft() => Host.Shell("umount \"$(readlink -f \"$(command -v nft)\")\"");
}
