using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What is wrong in files is found before a guest meets it, and the command mends it.</summary>
public sealed class DoctorConfigurationSpecs : DoctorSpecs
{
    private const string XendConfiguration = "/etc/xen/xend-config.sxp";
    private const string HotplugConfiguration = "/etc/xen/xen-hotplug.conf";

    [Fact]
    public async Task A_default_bridge_that_does_not_exist_is_found_wrong_and_mended()
    {
        await Host.Shell($"sed -i 's/\"eth0\"/\"xenbr7\"/' {XlConfiguration}");

        await ShouldMend(
            await ShouldFindWrong(
                "xl.conf",
                XlConfiguration,
                "xenbr7, which does not exist",
                "vif.default.bridge=\"eth0\""
            )
        );
    }

    [Fact]
    public async Task A_default_script_that_does_not_exist_is_found_wrong()
    {
        await Host.Shell($"rm {Script}");

        await ShouldFindWrong("xl.conf", XlConfiguration, "vif.default.script", $"{Script}, which does not exist");
    }

    [Fact]
    public async Task A_default_script_that_is_not_executable_is_found_wrong_and_mended()
    {
        await Host.Shell($"chmod 644 {Script}");

        await ShouldMend(await ShouldFindWrong("xl.conf", XlConfiguration, "not executable", $"chmod +x {Script}"));
    }

    [Fact]
    public async Task An_xl_that_must_not_run_scripts_is_found_wrong_and_mended()
    {
        await Host.Shell($"echo 'run_hotplug_scripts=0' >> {XlConfiguration}");

        await ShouldMend(await ShouldFindWrong("xl.conf", XlConfiguration, "run_hotplug_scripts", "sed -i"));
    }

    [Fact]
    public async Task An_unset_default_bridge_is_found_doubtful_when_xenbr0_is_missing()
    {
        await Host.AddBridge("lan");
        Store.Write($"{Backend}/bridge", "lan");
        await Host.Shell(
            "ip link set dev vif1.0 master lan; ip link set dev seth0 nomaster; ip link del eth0; ip link set dev seth0 name lan0 master lan"
        );
        Host.Write(XlConfiguration, "vif.default.script=\"vif-bridge-shadow\"\n");

        await ShouldMend(
            await ShouldFindDoubtful(
                "xl.conf",
                XlConfiguration,
                "xenbr0, which does not exist",
                "vif.default.bridge=\"lan\""
            )
        );
    }

    [Fact]
    public async Task The_shipped_file_for_xend_is_well()
    {
        await Host.Shell(
            $"cp {Programs.Source("xen-config/xend-config.sxp")} {XendConfiguration}; cp {Programs.NetworkBridgeAdditional} /etc/xen/scripts"
        );

        var diagnosis = await ShouldBecomeWell();

        Assert.Contains(diagnosis.Findings, finding => finding.Subject == XendConfiguration);
    }

    [Theory]
    [InlineData("network-bridge", "takes the host off the network")]
    [InlineData("network-bridge-additional bridge=xenbr7", "xenbr7, which does not exist")]
    public async Task A_bad_network_script_of_xend_is_found_wrong_and_mended(string value, string fact)
    {
        await Host.Shell(
            $"cp {Programs.NetworkBridgeAdditional} /etc/xen/scripts; cp {Programs.NetworkBridgeAdditional} /etc/xen/scripts/network-bridge"
        );
        Host.Write(
            XendConfiguration,
            $"# (network-script network-none)\n(network-script '{value}')\n(vif-script vif-bridge-shadow)\n"
        );

        await ShouldMend(
            await ShouldFindWrong(
                "xend-config.sxp",
                XendConfiguration,
                fact,
                "(network-script",
                "network-bridge-additional bridge=eth0"
            )
        );
    }

    [Fact]
    public async Task A_vif_script_of_xend_that_is_not_executable_is_found_wrong_and_mended()
    {
        await Host.Shell($"cp {Programs.NetworkBridgeAdditional} /etc/xen/scripts; touch /etc/xen/scripts/vif-mine");
        Host.Write(
            XendConfiguration,
            "(network-script 'network-bridge-additional bridge=eth0')\n(vif-script vif-mine)\n"
        );

        await ShouldMend(
            await ShouldFindWrong(
                "xend-config.sxp",
                XendConfiguration,
                "vif-script",
                "chmod +x /etc/xen/scripts/vif-mine"
            )
        );
    }

    [Fact]
    public async Task A_missing_entry_of_xends_file_is_found_doubtful_and_mended()
    {
        await Host.Shell($"cp {Programs.NetworkBridgeAdditional} /etc/xen/scripts");
        Host.Write(XendConfiguration, "(network-script 'network-bridge-additional bridge=eth0')\n");

        await ShouldMend(
            await ShouldFindDoubtful(
                "xend-config.sxp",
                XendConfiguration,
                "no entry vif-script",
                "(vif-script",
                "vif-bridge-shadow bridge=eth0"
            )
        );
    }

    [Theory]
    [InlineData("/etc/xen/web.cfg")]
    [InlineData("/etc/xen/web.conf")]
    [InlineData("/etc/xen/web")]
    [InlineData("/etc/xen/auto/web")]
    public async Task A_missing_bridge_in_a_guests_file_is_found_wrong_and_mended(string path)
    {
        Host.Write(path, "name = 'web'\nvif = [ 'mac=00:16:3e:12:34:56, bridge=eth0',\n        'bridge=lan' ]\n");

        await ShouldMend(
            await ShouldFindWrong("guest-files", path, "lan, which does not exist", "s/bridge=lan", "/bridge=eth0")
        );
    }

    [Fact]
    public async Task A_file_that_auto_links_to_is_named_once()
    {
        Host.Write("/etc/xen/web.cfg", "vif = [ 'bridge=lan' ]\n");
        await Host.Shell("mkdir /etc/xen/auto; ln -s ../web.cfg /etc/xen/auto/web");

        await ShouldFindWrong("guest-files", "/etc/xen/web.cfg", "lan");
    }

    [Fact]
    public async Task A_guests_script_that_is_not_executable_is_found_wrong_and_mended()
    {
        Host.Write("/etc/xen/scripts/vif-mine", "#!/bin/sh\n");
        Host.Write("/etc/xen/web.cfg", "vif = [ 'bridge=eth0,script=vif-mine' ]\n");

        await ShouldMend(
            await ShouldFindWrong("guest-files", "/etc/xen/web.cfg", "script=", "chmod +x /etc/xen/scripts/vif-mine")
        );
    }

    [Theory]
    [InlineData("vif = [ '' ]\n")]
    [InlineData("vif = [ 'mac=00:16:3e:12:34:56' ]\n")]
    [InlineData("vif = [ 'bridge=lan,backend=net' ]\n")]
    [InlineData("#!/bin/sh\nvif=$1\nbridge=lan\n")]
    [InlineData("memory = 512\n# vif = [ 'bridge=lan' ]\nextra = \"vif = [ 'bridge=lan' ]\"\n")]
    public async Task A_guests_file_without_a_bad_bridge_is_well(string text)
    {
        Host.Write("/etc/xen/web.cfg", text);

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task Odd_files_are_passed_over()
    {
        Host.Write("/etc/xen/deep", new string('(', 300_000) + new string('[', 300_000));
        Host.Write(XendConfiguration + ".bak", "(network-script network-bridge)");
        await Host.Shell(
            """
            cd /etc/xen
            mkfifo waiting.cfg
            mkdir folder.cfg
            ln -s nowhere.cfg gone.cfg
            ln -s loop.cfg loop.cfg
            head -c 100000 /dev/urandom > noise.cfg
            head -c 3000000 /dev/zero > zero.cfg
            mkdir -p /run/NetworkManager/devices /run/network
            mkfifo /run/network/ifstate
            """
        );

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("this is no assignment\n", "line 1")]
    [InlineData("firewall=ipchains\n", "ipchains")]
    [InlineData("antispoof=perhaps\n", "perhaps")]
    [InlineData("bridge=xenbr7\n", "xenbr7, which does not exist")]
    public async Task A_setting_without_a_meaning_is_found_wrong(string text, string fact)
    {
        Host.Write(HotplugConfiguration, text);

        await ShouldFindAmongOthers("wrong", "settings", HotplugConfiguration, fact);
    }

    [Fact]
    public async Task A_missing_bridge_in_the_settings_is_found_wrong_and_mended()
    {
        Host.Write(HotplugConfiguration, "bridge=xenbr7\nXEN_HOTPLUG_LOG=debug\n");

        await ShouldMend(await ShouldFindWrong("settings", HotplugConfiguration, "bridge=eth0"));
        Assert.Equal("bridge=eth0\nXEN_HOTPLUG_LOG=debug\n", Host.Read(HotplugConfiguration));
    }

    [Fact]
    public async Task A_file_of_bridge_shadow_that_cannot_be_read_is_found_wrong()
    {
        Host.Write("/etc/default/bridge-shadow", "INTERFACES=$(ls)\n");

        await ShouldFindWrong("settings", "/etc/default/bridge-shadow", "line 1");
    }

    [Fact]
    public async Task Vlans_in_the_file_that_no_start_could_use_are_found()
    {
        Host.Write("/etc/default/bridge-shadow", "INTERFACES=eth0\nUPLINK_VLANS=1p/10\n");

        await ShouldFindWrong("settings", "/etc/default/bridge-shadow", "UPLINK_VLANS=1p/10");
    }
}
