using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A guest that asks for VLANs and cannot get them is found, whatever the kernel can do.</summary>
public sealed class DoctorVlanSpecs : DoctorSpecs
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Store.Write($"{Backend}/script", Script);
    }

    [Fact]
    public async Task A_vlan_on_a_bridge_that_does_not_filter_is_found_wrong()
    {
        Store.Write($"{Backend}/vlan", "10");

        var finding = await ShouldFindWrong(
            "guest-vlans",
            "vif1.0",
            "ip link set dev eth0 type bridge vlan_filtering 1",
            OnlineCommand,
            "VLAN_FILTERING"
        );

        // Both say the same of it.
        (await Online()).ShouldFail(finding.Fact[..finding.Fact.IndexOf(" (guest", StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task A_vlan_that_does_not_parse_is_found_wrong()
    {
        Store.Write($"{Backend}/vlan", "10p/ten");

        await ShouldFindWrong("guest-vlans", "vif1.0", "'ten'", "web", "# write", "backend/vif/1/0/vlan");
    }

    [Fact]
    public async Task A_script_that_ignores_vlans_is_found_wrong()
    {
        await Host.Shell("printf '#!/bin/sh\\n' > /etc/xen/scripts/vif-bridge; chmod +x /etc/xen/scripts/vif-bridge");
        Store.Write($"{Backend}/script", "/etc/xen/scripts/vif-bridge");
        Store.Write($"{Backend}/vlan", "10");

        var diagnosis = await Diagnose();

        Assert.All(diagnosis.Faults, fault => Assert.Equal("guest-vlans", fault.Check));
        Assert.Contains(
            diagnosis.Faults,
            fault =>
                fault.Fact.Contains(
                    "ignores vlan=10p, and puts the guest into the network without tags",
                    StringComparison.Ordinal
                )
        );
    }
}
