using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The key vlan puts a guest's port in VLANs of a bridge that filters them.</summary>
[Needs(KernelFeature.BridgeVlanFiltering)]
public sealed class VifBridgeVlanSpecs : VlanFilteringSpecs
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Host.Shell(
            """
            bridge vlan add dev eth0 vid 10 self
            ip link add eth0.10 link eth0 type vlan id 10
            ip addr add 192.0.2.1/24 dev eth0.10
            ip addr add 198.51.100.1/24 dev eth0
            ip link set dev eth0.10 up
            """
        );
    }

    [Fact]
    public async Task A_guest_reaches_the_vlan_that_its_file_names_and_no_other()
    {
        Store.Write($"{Backend}/vlan", "10");

        (await Online()).ShouldSucceed();

        Assert.Equal("10 PVID Egress Untagged\n", await Vlans());
        await Guest.Connect("192.0.2.51/24");
        await Guest.Shell("ping -n -q -c 1 -w 20 192.0.2.1; ip address add 198.51.100.51/24 dev eth0");
        await Guest.Shell("! ping -n -q -c 1 -W 1 198.51.100.1");
    }

    [Fact]
    public async Task A_word_names_the_vlan_where_the_guests_file_names_none()
    {
        (await Online("vlan=10p/20")).ShouldSucceed();

        Assert.Equal("10 PVID Egress Untagged\n20\n", await Vlans());
    }

    [Fact]
    public async Task A_trunk_gets_each_of_its_vlans()
    {
        Store.Write($"{Backend}/vlan", "5p/10/20-29/40+10x2u");

        (await Online()).ShouldSucceed();

        Assert.Equal(
            "5 PVID Egress Untagged\n10\n20\n21\n22\n23\n24\n25\n26\n27\n28\n29\n40 Egress Untagged\n50 Egress Untagged\n60 Egress Untagged\n",
            await Vlans()
        );
        await Guest.Shell(
            """
            ip link set dev eth0 up
            ip link add eth0.10 link eth0 type vlan id 10
            ip address add 192.0.2.51/24 dev eth0.10
            ip link set dev eth0.10 up
            ping -n -q -c 1 -w 20 192.0.2.1
            """
        );
    }

    [Fact]
    public async Task A_second_online_changes_the_vlans_of_a_running_port_alone()
    {
        Store.Write($"{Backend}/vlan", "5p/10");
        (await Online()).ShouldSucceed();
        var link = await Host.Shell("ip -details link show dev vif1.0");
        Store.Write($"{Backend}/vlan", "10p/6");

        (await Online()).ShouldSucceed();

        Assert.Equal("6\n10 PVID Egress Untagged\n", await Vlans());
        Assert.Equal(link, await Host.Shell("ip -details link show dev vif1.0"));
    }

    [Fact]
    public async Task An_undone_online_leaves_the_vlans_that_were_there()
    {
        Store.Write($"{Backend}/vlan", "10");
        await Host.Shell(
            "ip link set dev vif1.0 master eth0; bridge vlan del dev vif1.0 vid 1; bridge vlan add dev vif1.0 vid 7 pvid untagged"
        );
        Host.AddHook("10-fail.hook", "bridge vlan show dev vif1.0 > /run/seen; exit 1");

        (await Online()).ShouldFail("10-fail.hook");

        Assert.Contains("10 PVID", Host.Read("/run/seen"), StringComparison.Ordinal);

        Assert.Equal("7 PVID Egress Untagged\n", await Vlans());
    }

    [Fact]
    public async Task An_undone_offline_leaves_the_vlans_that_were_there()
    {
        Store.Write($"{Backend}/vlan", "10p/20");
        (await Online()).ShouldSucceed();
        Host.AddHook("10-fail.hook", "exit 1");

        (await Offline()).ShouldFail("10-fail.hook");

        Assert.Equal("10 PVID Egress Untagged\n20\n", await Vlans());
    }

    [Fact]
    public async Task A_tap_gets_the_vlans_of_its_vif()
    {
        Store.Write($"{Backend}/vlan", "10p/20");
        await Host.AddTap("vif1.0-emu");
        Variables["INTERFACE"] = "vif1.0-emu";

        (await Add()).ShouldSucceed();

        Assert.Equal("10 PVID Egress Untagged\n20\n", await Vlans("vif1.0-emu"));
    }

    [Fact]
    public async Task A_guarded_port_may_have_untagged_vlans()
    {
        Store.Write($"{Backend}/vlan", "10");
        Store.Write($"{Backend}/ip", "192.0.2.51");

        (await Online("antispoof=yes")).ShouldSucceed();

        await Guest.Shell($"ip link set dev eth0 address {Store.Read($"{Backend}/mac")}");
        await Guest.Connect("192.0.2.51/24");
        await Guest.Shell("ping -n -q -c 1 -w 20 192.0.2.1");
    }

    [Fact]
    public async Task A_port_that_iptables_guards_is_refused_tagged_vlans()
    {
        Store.Write($"{Backend}/vlan", "5p/10");
        Host.Write("/etc/xen/xen-hotplug.conf", "firewall=iptables\npartial_guard=yes\n");

        (await Online("antispoof=yes")).ShouldFail("firewall=iptables", "VLANs 10");

        Assert.Equal("", await Vlans());
    }

    [Fact]
    public async Task Status_names_the_vlans_of_each_port()
    {
        Store.Write($"{Backend}/vlan", "10p/20-29");
        (await Online()).ShouldSucceed();

        var result = await Host.Run(Programs.NetworkBridgeAdditional, "status", "bridge=eth0");

        Assert.Matches("vif1\\.0 .*, vlan 10p/20-29", result.Output);
    }
}
