using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A host that is about to lose its own network, or has lost it, is found.</summary>
public sealed class DoctorHostNetworkSpecs : DoctorSpecs
{
    [Fact]
    public async Task A_lease_that_nobody_renews_is_found_doubtful_and_mended()
    {
        await Host.Ip("addr change 192.0.2.10/24 dev eth0 valid_lft 600 preferred_lft 600");

        await ShouldMend(
            await ShouldFindDoubtful("host-network", "eth0", "192.0.2.10/24 ends in", "valid_lft forever")
        );
    }

    [Fact]
    public async Task Two_leased_addresses_are_found_doubtful()
    {
        await Host.Shell(
            """
            ip addr add 192.0.2.11/24 dev eth0 valid_lft 600 preferred_lft 600
            ip addr add 192.0.2.12/24 dev eth0 valid_lft 600 preferred_lft 600
            """
        );

        await ShouldFindAmongOthers("doubtful", "host-network", "eth0", "has 2 leased addresses, 192.0.2.11/24 and");
    }

    [Fact]
    public async Task A_host_without_a_default_route_is_found_doubtful()
    {
        await Host.Shell("ip route del default; ip -6 route del default");

        await ShouldFindDoubtful("host-network", "host", "no default route leads over any link");
    }

    [Fact]
    public async Task A_host_without_any_address_is_found_wrong()
    {
        await Host.Shell("ip -4 addr flush dev eth0; ip -6 addr flush dev eth0 scope global");

        await ShouldFindWrong("host-network", "host", "no link has an address that others can reach");
    }
}
