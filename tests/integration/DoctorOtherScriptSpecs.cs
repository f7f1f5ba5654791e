using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Guests that another script than ours or Xen's vif-bridge serves are not for xen-bridge-doctor to judge.</summary>
public sealed class DoctorOtherScriptSpecs : DoctorSpecs
{
    [Theory]
    [InlineData("vif-route")]
    [InlineData("vif-nat")]
    [InlineData("vif-openvswitch")]
    [InlineData("vif-route-qubes")]
    [InlineData("/usr/local/sbin/vif-mine")]
    public async Task A_guest_of_another_script_is_left_to_it(string script)
    {
        var path = await GivenScript(script);
        Store.Write($"{Backend}/script", path);
        Store.Write($"{Backend}/bridge", "ovsbr0.10:20");
        await Host.Shell(
            "ip link set dev vif1.0 nomaster mtu 9000; ip addr add 192.0.2.10/32 dev vif1.0; ip route add 203.0.113.50 dev vif1.0"
        );

        await ShouldBeLeft("guest-ports", "vif1.0", path);
    }

    [Fact]
    public async Task A_port_that_another_script_put_on_a_bridge_is_left_to_it()
    {
        Store.Write($"{Backend}/script", await GivenScript("vif-mine"));
        Store.Remove($"{Backend}/hotplug-status");
        Host.Write("/etc/xen/xen-hotplug.conf", "antispoof=yes\n");
        Host.Write($"/run/NetworkManager/devices/{await IndexOf("vif1.0")}", "[device]\nmanaged=true\n");
        await Host.Ip("addr add 198.51.100.7/24 dev vif1.0");

        await ShouldBeLeft("guest-ports", "vif1.0", "vif-mine");
    }

    [Fact]
    public async Task A_link_to_our_program_puts_its_guests_on_a_bridge()
    {
        await Host.Shell($"ln -s vif-bridge-shadow /etc/xen/scripts/vif-mine");
        Store.Write($"{Backend}/script", "/etc/xen/scripts/vif-mine");
        await Host.Ip("link set dev vif1.0 nomaster");

        await ShouldMend(await ShouldFindWrong("guest-ports", "vif1.0", "is on no bridge"));
    }

    [Theory]
    [InlineData("bridge=ovsbr0.10:20, script=vif-openvswitch")]
    [InlineData("ip=192.0.2.50, script=vif-route")]
    [InlineData("script=vif-openvswitch,bridge=nowhere")]
    public async Task A_nic_of_another_script_in_a_guests_file_is_left_to_it(string nic)
    {
        await GivenScript("vif-openvswitch");
        await GivenScript("vif-route");
        Host.Write("/etc/xen/web.cfg", $"vif = [ '{nic}' ]\n");

        await ShouldBeLeft("guest-files", "/etc/xen/web.cfg", "/etc/xen/scripts/vif-");
    }

    [Theory]
    [InlineData("vif.default.script=\"vif-route\"\n")]
    [InlineData("vifscript='vif-route'\n")]
    [InlineData("vif.default.script=\"/etc/xen/scripts/vif-route\"\nvif.default.bridge=\"nowhere\"\n")]
    public async Task A_host_that_only_routes_needs_no_bridge(string configuration)
    {
        await GivenScript("vif-route");
        Host.Write(XlConfiguration, configuration);
        Host.Write("/etc/xen/web.cfg", "vif = [ 'ip=192.0.2.50' ]\n");
        await WithoutBridge();

        await ShouldBeLeft("guest-files", "/etc/xen/web.cfg", "vif-route");
    }

    [Fact]
    public async Task A_host_whose_guests_are_all_routed_needs_no_bridge()
    {
        await GivenScript("vif-route");
        Host.Write("/etc/xen/web.cfg", "vif = [ 'ip=192.0.2.50,script=vif-route' ]\n");
        await WithoutBridge();

        await ShouldBeLeft("guest-files", "/etc/xen/web.cfg", "vif-route");
    }

    [Fact]
    public async Task A_guest_that_asks_for_our_script_is_judged_on_a_host_that_routes()
    {
        await GivenScript("vif-route");
        Host.Write(XlConfiguration, "vif.default.script=\"vif-route\"\n");
        Host.Write("/etc/xen/web.cfg", "vif = [ 'bridge=lan,script=vif-bridge-shadow', 'bridge=lan' ]\n");

        // The name is that of the other NIC's too, and not to be changed there.
        await EditBy("s/bridge=lan,/bridge=eth0,/");
        await ShouldMend(
            await ShouldFindWrong("guest-files", "/etc/xen/web.cfg", "lan, which does not exist", "EDITOR")
        );
        Assert.Contains("'bridge=lan' ]", Host.Read("/etc/xen/web.cfg"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_of_another_that_is_missing_is_found_wrong()
    {
        Store.Write($"{Backend}/script", "/etc/xen/scripts/vif-gone");

        await ShouldFindWrong("hotplug-status", "vif1.0", "vif-gone, which does not exist");
    }

    [Fact]
    public async Task A_vif_script_of_xend_that_routes_needs_no_bridge()
    {
        await GivenScript("vif-route");
        await Host.Shell($"cp {Programs.NetworkBridgeAdditional} /etc/xen/scripts");
        Host.Write(XlConfiguration, "");
        Host.Write(
            "/etc/xen/xend-config.sxp",
            "(network-script 'network-bridge-additional bridge=eth0')\n(vif-script 'vif-route bridge=nowhere')\n"
        );
        Host.Write("/etc/xen/web.cfg", "import os\nvif = [ 'ip=192.0.2.50' ]\n");

        await ShouldBeLeft("guest-files", "/etc/xen/web.cfg", "vif-route");
    }

    private async Task<string> GivenScript(string script)
    {
        var path = script.StartsWith('/') ? script : $"/etc/xen/scripts/{script}";
        if (script.StartsWith('/'))
            await Host.Shell($"mount -t tmpfs tmpfs {Path.GetDirectoryName(script)}");
        Host.Write(path, "#!/bin/sh\n");
        await Host.Shell($"chmod +x {path}");
        return path;
    }

    private async Task WithoutBridge()
    {
        (await Offline()).ShouldSucceed();
        Store.Remove(Backend);
        (await BridgeShadow("stop", "eth0")).ShouldSucceed();
        await Host.Ip("link del vif1.0");
    }

    /// <summary>Nothing is wrong, nothing to be mended; but it is said that it was not looked at.</summary>
    private async Task ShouldBeLeft(string check, string subject, string word)
    {
        var diagnosis = await ShouldBecomeWell();
        var finding = diagnosis.Findings.First(finding => (finding.Check, finding.Subject) == (check, subject));
        Assert.Equal(("unseen", null), (finding.Verdict, finding.Cure));
        finding.ShouldName(word);
    }
}
