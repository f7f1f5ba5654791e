using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A guest that says it is a multicast router, on a bridge that looks at what guests say of groups.</summary>
public sealed class AntispoofMulticastSpecs : AntispoofSpecs
{
    private static readonly string[] s_claims =
    [
        "IGMP query of version 2 from an own address",
        "IGMP query of version 3 from an own address",
        "IGMP query from 0.0.0.0",
        "IGMP router advertisement",
        "PIM hello from an own address",
        "MLD query of version 1",
        "MLD query of version 2",
        "Multicast router advertisement",
    ];

    [Fact]
    public async Task A_guarded_guest_becomes_no_multicast_router()
    {
        await Claim("yes");

        Assert.DoesNotContain("vif1.0", await Routers(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_that_is_not_guarded_becomes_a_multicast_router()
    {
        await Claim("no");

        Assert.Contains("vif1.0", await Routers(), StringComparison.Ordinal);
    }

    private async Task Claim(string antispoof)
    {
        var port = await GivenAVif();
        await Online(antispoof);
        WaitUntilItSends(port);
        foreach (var claim in s_claims)
            port.Send(GuestFrame.Named(claim).Bytes);
        // What was sent before has come, or was stopped.
        WaitUntilItSends(port);
    }

    private Task<string> Routers() => Host.Shell("bridge -d mdb show dev eth0 | grep '^router ports' || :");
}
