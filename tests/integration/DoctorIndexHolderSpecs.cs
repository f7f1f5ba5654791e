using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The doctor finds what still means the NIC though the bridge has its network, and its mends are run.</summary>
public sealed class DoctorIndexHolderSpecs : DoctorSpecs
{
    [Theory]
    [InlineData("", "iif seth0 accept")]
    [InlineData("", "iif { lo, seth0 } accept")]
    [InlineData("", "oif seth0 accept")]
    [InlineData("set s { type iface_index\n elements = { seth0 }\n }", "iif @s accept")]
    [InlineData("set s { type iface_index\n elements = { seth0 }\n }", "counter")]
    public async Task A_rule_that_means_the_uplink_is_doubtful(string set, string rule)
    {
        await Host.Shell(
            $$"""
            nft -f - <<'END'
            table inet fw {
                {{set}}
                chain input {
                    type filter hook input priority 0
                    {{rule}}
                }
            }
            END
            """
        );

        var finding = await ShouldFindDoubtful("index-holders", "seth0", "by its index", "inet fw");
        await Host.Shell(finding.Cure!);

        await ShouldBecomeWell();
    }

    [Fact]
    [Needs(KernelFeature.VxlanTunnels)]
    public async Task A_tunnel_on_the_uplink_is_doubtful()
    {
        await Host.Ip("link add up0 type vxlan id 5 remote 192.0.2.1 dstport 4789 dev seth0");

        var finding = await ShouldFindDoubtful("index-holders", "seth0", "up0 (vxlan)");
        await Host.Shell(finding.Cure!);

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_rule_for_frames_of_the_uplink_is_well()
    {
        await Host.Shell(
            "nft 'add table bridge fw; add chain bridge fw a { type filter hook forward priority 0; }; add rule bridge fw a iif seth0 accept'"
        );

        await ShouldBecomeWell();
    }
}
