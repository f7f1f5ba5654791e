using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What ifupdown's files say of uplinks and bridges is found in whatever file it stands, and mended there.</summary>
public sealed class DoctorInterfacesSpecs : DoctorSpecs
{
    private const string Main = "/etc/network/interfaces";
    private const string Hotplug = "allow-hotplug eth0\niface eth0 inet dhcp\n";

    [Theory]
    [InlineData("source /etc/network/lan", "/etc/network/lan")]
    [InlineData("source lan", "/etc/network/lan")]
    [InlineData("iface lo inet loopback\n\tsource\tnothing* lan", "/etc/network/lan")]
    [InlineData("source conf.?/*.cfg", "/etc/network/conf.d/lan.cfg")]
    [InlineData("source \"my files\"/*", "/etc/network/my files/lan")]
    [InlineData("source-directory interfaces.d", "/etc/network/interfaces.d/lan")]
    [InlineData("source-directory /etc/network/interface*.d", "/etc/network/interfaces.d/lan")]
    [InlineData("source /etc/network/interfaces.d/* \\\n  other", "/etc/network/interfaces.d/lan.conf")]
    public async Task A_file_that_source_names_is_looked_at_and_mended(string line, string path)
    {
        Host.Write(Main, $"{line}\n");
        Host.Write(path, Hotplug);

        await ShouldMend(await ShouldFindDoubtful("ifupdown", "eth0", $"{path} has allow-hotplug eth0"));
        Assert.StartsWith("auto eth0\n", Host.Read(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "/etc/network/interfaces.d/lan")]
    [InlineData("source-directory interfaces.d", "/etc/network/interfaces.d/lan.dpkg-old")]
    [InlineData("source interfaces.d/*", "/etc/network/interfaces.d/.lan")]
    [InlineData("# source lan", "/etc/network/lan")]
    [InlineData("source $HOME/lan", "/etc/network/lan")]
    public async Task A_file_that_ifupdown_does_not_read_is_passed_over(string line, string path)
    {
        Host.Write(Main, $"{line}\n");
        Host.Write(path, Hotplug);

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task Files_that_name_each_other_are_read_once()
    {
        Host.Write(Main, "source lan\nsource interfaces\n");
        Host.Write("/etc/network/lan", $"source lan\nsource interfaces\n{Hotplug}");

        await ShouldMend(await ShouldFindDoubtful("ifupdown", "eth0", "/etc/network/lan"));
    }

    [Theory]
    [InlineData("allow-hotplug\teth0 eth7", "allow-hotplug\t eth7", "auto eth0")]
    [InlineData("allow-hotplug eth7 \\\n\teth0 eth8", "allow-hotplug eth7 \\\n\t eth8", "auto eth0")]
    [InlineData("allow-hotplug eth0=home eth7", "allow-hotplug  eth7", "auto eth0=home")]
    [InlineData("allow-hotplug eth7 eth0", "allow-hotplug eth7 ", "auto eth0")]
    [InlineData("  allow-hotplug   eth0", "  auto   eth0", "")]
    [InlineData("allow-hotplug \\\neth0", "auto \\\neth0", "")]
    [InlineData("allow-hotplug /eth*", "#allow-hotplug ", "auto eth0")]
    [InlineData("allow-hotplug /eth*=home", "#allow-hotplug ", "auto eth0=home")]
    [InlineData("allow-hotplug /*th[0-3]/ eth7", "allow-hotplug  eth7", "auto eth0")]
    public async Task The_interface_alone_is_taken_out_of_allow_hotplug(string before, string after, string added)
    {
        Host.Write(Main, $"# eth0 stays\n{before}\niface eth0 inet dhcp\n  hostname eth0");

        await ShouldMend(await ShouldFindDoubtful("ifupdown", "eth0", "allow-hotplug eth0"));

        Assert.Equal(
            $"# eth0 stays\n{after}\niface eth0 inet dhcp\n  hostname eth0\n{added}".TrimEnd('\n'),
            Host.Read(Main).TrimEnd('\n')
        );
    }

    [Fact]
    public async Task A_pattern_is_replaced_by_the_names_that_it_stands_for_beside()
    {
        await Host.Ip("link add name eth5 type veth peer name far5");
        Host.Write(Main, "allow-hotplug /eth* lo\n");

        await ShouldMend(await ShouldFindDoubtful("ifupdown", "eth0", "allow-hotplug eth0"));

        Assert.Equal("allow-hotplug eth5 lo\nauto eth0\n", Host.Read(Main));
    }

    [Fact]
    public async Task A_pattern_of_the_mac_address_is_found()
    {
        Host.Write(Main, $"allow-hotplug mac/{(await Host.Link("eth0")).Mac}\n");

        await ShouldMend(await ShouldFindDoubtful("ifupdown", "eth0", "allow-hotplug eth0"));
    }

    [Theory]
    [InlineData("allow-hotplug eth*\n")]
    [InlineData("allow-hotplug eth01 /en*\n")]
    [InlineData("# allow-hotplug eth0\n")]
    [InlineData("auto eth0\n# \\\nallow-hotplug eth1\n")]
    public async Task A_line_that_does_not_mean_the_interface_is_well(string text)
    {
        Host.Write(Main, text);

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("iface seth0 inet manual\n  mtu 1500\nauto eth0\niface eth0 inet dhcp\n", 2)]
    [InlineData(
        "auto eth0\niface eth0 inet dhcp\niface\tseth0 inet manual\n\n# mine\n  up true \\\n  false\nsource x\n",
        5
    )]
    [InlineData("iface seth0 inet manual\niface eth0 inet dhcp\niface seth0 inet6 auto\n", 2)]
    public async Task A_stanza_of_the_uplink_alone_is_turned_off(string text, int lines)
    {
        Host.Write(Main, text);

        await ShouldMend(await ShouldFindDoubtful("ifupdown", "seth0", "configures it"));

        var left = Host.Read(Main).Split('\n');
        Assert.Equal(text.Split('\n').Length, left.Length);
        Assert.Equal(lines, left.Zip(text.Split('\n')).Count(pair => pair.First != pair.Second));
        Assert.Contains("iface eth0 inet dhcp", left);
    }

    [Fact]
    public async Task Mends_of_one_file_may_be_run_one_after_the_other()
    {
        Host.Write(
            Main,
            "allow-hotplug eth7 eth0\niface vif1.0 inet manual\n mtu 9\niface seth0 inet manual\niface eth0 inet dhcp\n"
        );

        var faults = (await Diagnose()).Faults;
        foreach (var finding in faults)
            await Mend(finding);

        Assert.Equal(3, faults.Count);
        await ShouldBecomeWell();
        Assert.Equal(
            "allow-hotplug eth7 \n#iface vif1.0 inet manual\n# mtu 9\n#iface seth0 inet manual\niface eth0 inet dhcp\nauto eth0\n",
            Host.Read(Main)
        );
    }

    [Fact]
    public async Task The_state_of_another_vif_is_left_where_it_is()
    {
        Host.Write("/run/network/ifstate", "vif1.0=vif1.0\nvif1x0=vif1x0\n");

        await ShouldMend(await ShouldFindDoubtful("ifupdown", "vif1.0", "/run/network/ifstate"));
        Assert.Equal("vif1x0=vif1x0\n", Host.Read("/run/network/ifstate"));
    }

    [Fact]
    public async Task A_start_on_a_running_host_is_advised_with_allow_hotplug_too()
    {
        (await Offline()).ShouldSucceed();
        Store.Remove(Backend);
        (await BridgeShadow("stop", "eth0")).ShouldSucceed();
        await Host.Ip("link del vif1.0");
        Host.Write(Main, Hotplug);

        await Mend(await ShouldFindAmongOthers("wrong", "shadow", "bridges", "bridge-shadow start eth0"));

        Assert.True(await Host.HasLink("seth0"));
    }
}
