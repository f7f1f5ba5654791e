using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What a newer kernel tells of an uplink, and not of its bridge, is said.</summary>
public sealed class DoctorAttributeSpecs : DoctorSpecs
{
    [Fact]
    public async Task A_new_setting_of_the_uplink_is_shown_and_is_no_fault()
    {
        await Host.Shell(
            """
            mkdir /run/conf
            cp /proc/sys/net/ipv4/conf/seth0/* /run/conf
            echo 7 > /run/conf/brand_new
            mount --bind /run/conf /proc/sys/net/ipv4/conf/seth0
            """
        );

        var result = await Doctor();

        Assert.Matches(@"(?m)^unseen +seth0: .*net/ipv4/conf.*brand_new = 7; it is not so on eth0$", result.Output);
        Assert.Equal(0, result.ExitCode);
    }
}
