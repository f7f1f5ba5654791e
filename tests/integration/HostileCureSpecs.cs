using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// What the doctor prints below "mend:", copied into a shell, mends the thing that it stands below, and nothing else, whatever
/// links and tables are called. A second NIC has the name.
/// </summary>
public sealed class HostileCureSpecs : CureSpecs
{
    public static TheoryData<string> Names => [.. Hostile.LinkNames];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cures_of_links_change_the_links_that_they_name(string name)
    {
        await GivenShadowed(name);
        var (bridge, uplink) = (Hostile.Quote(name), Hostile.Quote($"s{name}"));
        var before = await Host.State();
        await Host.Shell(
            $"""
            ip link set dev {uplink} promisc on; ip link set dev {bridge} promisc on
            ip address add 203.0.113.9/24 dev {bridge}; ip address del 203.0.113.9/24 dev {bridge}
            ip address del 198.51.100.1/24 dev {bridge}; ip address add 198.51.100.1/24 dev {uplink}
            ip link set dev {bridge} address 02:00:00:00:00:77
            ip link set dev {bridge} type bridge stp_state 1
            ip link set dev vif2.0 mtu 9000 nomaster
            """
        );

        await MendAll();

        await Eventually.ShouldBecome(before, Host.State);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_cure_of_a_shadow_starts_the_one_that_it_names(string name)
    {
        await GivenShadowed(name);
        var before = await Host.State();
        await Host.Shell($"ip link set dev {Hostile.Quote($"s{name}")} nomaster");

        await MendAll();

        await Eventually.ShouldBecome(before, Host.State);
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Needs(KernelFeature.BridgeVlanFiltering)]
    public async Task Cures_of_vlans_change_the_bridge_and_the_uplink_that_they_name(string name)
    {
        await GivenShadowed(name);
        Store.Write("/local/domain/0/backend/vif/2/0/script", Script);
        Store.Write("/local/domain/0/backend/vif/2/0/vlan", "10");
        var others = await Host.Shell("bridge vlan show dev seth0; bridge vlan show dev vif1.0");

        await MendAll();

        Assert.Contains("10 PVID", await Host.Shell("bridge vlan show dev vif2.0"), StringComparison.Ordinal);
        Assert.Matches(@"\b10\b", await Host.Shell($"bridge vlan show dev {Hostile.Quote($"s{name}")}"));
        Assert.Equal(others, await Host.Shell("bridge vlan show dev seth0; bridge vlan show dev vif1.0"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cures_of_files_name_the_bridge_and_leave_other_lines(string name)
    {
        await GivenShadowed(name);
        Host.Write("/etc/default/bridge-shadow", $"INTERFACES={Hostile.Quote($"{name} eth0")}\n");
        const string others = "bridgex='gone'\n# bridge=gone\nXEN_HOTPLUG_LOG=info\n";
        Host.Write("/etc/xen/xen-hotplug.conf", $"{others}bridge=gone\n");
        Host.Write(XlConfiguration, "autoballoon=\"off\"\nvif.default.bridge=\"gone\"\n");
        Host.Write("/etc/xen/web.cfg", "name='web'\nvif = [ 'bridge=gone', 'bridge=eth0,type=vif' ]\n");
        Store.Write("/local/domain/0/backend/vif/2/0/bridge", "gone");
        var (store, links) = (Store.Snapshot(), await Host.State());
        // Whatever the name is, it is not written between quotes that it could close.
        await EditBy("s/gone/eth0/");

        await MendAll();

        Assert.Equal($"{others}", Host.Read("/etc/xen/xen-hotplug.conf")[..others.Length]);
        Assert.StartsWith("autoballoon=\"off\"\n", Host.Read(XlConfiguration), StringComparison.Ordinal);
        Assert.Equal("name='web'\nvif = [ 'bridge=eth0', 'bridge=eth0,type=vif' ]\n", Host.Read("/etc/xen/web.cfg"));
        Assert.Equal(
            [KeyValuePair.Create("/local/domain/0/backend/vif/2/0/bridge", name)],
            Store.Snapshot().Except(store)
        );
        await Eventually.ShouldBecome(links, Host.State);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cures_of_ifupdown_change_the_lines_of_the_interface(string name)
    {
        await GivenShadowed(name);
        Host.Write("/run/network/ifstate", $"lo=lo\nsaa=saa\ns{name}x=1\ns{name}=home\nx s{name}=1\n");
        Host.Write(
            "/etc/network/interfaces",
            $"iface lo inet loopback\niface s{name} inet manual\n mtu 9\nauto eth0\n"
        );

        await MendAll();

        Assert.DoesNotContain($"\ns{name}=home\n", Host.Read("/run/network/ifstate"), StringComparison.Ordinal);
        Assert.Contains($"lo=lo\nsaa=saa\ns{name}x=1\n", Host.Read("/run/network/ifstate"), StringComparison.Ordinal);
        Assert.StartsWith(
            "iface lo inet loopback\n#iface ",
            Host.Read("/etc/network/interfaces"),
            StringComparison.Ordinal
        );
        Assert.EndsWith("\nauto eth0\n", Host.Read("/etc/network/interfaces"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_cure_of_a_firewall_accepts_for_the_bridge_alone(string name)
    {
        await GivenShadowed(name);
        await Host.Shell(
            "nft add table inet mine; nft add chain inet mine forward '{ type filter hook forward priority 0; policy drop; }'"
        );

        await MendWhatCanBe();

        // In nft's own words a * at the end of a name stands for all that begins so.
        var rules = await Host.Shell("nft -j list chain inet mine forward");
        if (name.Contains('"', StringComparison.Ordinal))
            Assert.DoesNotContain("pwn", rules, StringComparison.Ordinal);
        else
            Assert.DoesNotMatch("\"right\": \"a\\*\"", rules);
        Assert.DoesNotContain("\"right\": \"\"", rules, StringComparison.Ordinal);
        Assert.Equal(name.Contains('"', StringComparison.Ordinal) ? 1 : 2, rules.Split("\"accept\"").Length - 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_cure_of_a_rule_that_holds_an_index_means_the_bridge(string name)
    {
        await GivenShadowed(name);
        var index = await IndexOf($"s{name}");
        await Host.Shell(
            $"nft 'add table inet fw; add chain inet fw in {{ type filter hook input priority 0; }}; add rule inet fw in iif {index} accept; add rule inet fw in iif lo accept'"
        );

        await MendWhatCanBe();

        var chain = await Host.Shell("nft list chain inet fw in");
        Assert.Equal(2, chain.Split('\n').Count(line => line.EndsWith(" accept", StringComparison.Ordinal)));
        Assert.Contains("iif \"lo\" accept", chain, StringComparison.Ordinal);
    }

    /// <summary>nft itself makes no such table: its kernel interface does.</summary>
    [Theory]
    [InlineData("fw forward; add table ip pwned; list chain inet fw")]
    [InlineData("x'; pwn; '")]
    [InlineData("x\n$(pwn)")]
    public async Task A_table_of_any_name_is_looked_at_and_nothing_is_run(string table)
    {
        // With it the words of the first make a whole command.
        await Host.Shell("nft 'add table inet fw; add chain inet fw a; add chain inet fw forward'");
        await Host.AddForwardChain(table);

        var finding = await ShouldFindAmongOthers("doubtful", "bridge-netfilter", "firewall", "drops what guests send");
        Hostile.ShouldBeSeen(finding.Cure!);
        await Host.RunCopied(finding.Cure!, StandIns);

        Assert.DoesNotContain("table ip pwned", (await Host.Shell("nft list tables")).Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_cure_of_NetworkManager_leaves_the_uplink_alone_and_no_other(string name)
    {
        await GivenShadowed(name);
        Host.Write($"/run/NetworkManager/devices/{await IndexOf($"s{name}")}", "[device]\nmanaged=true\n");

        await MendWhatCanBe();

        // As NetworkManager takes it apart: a blank, comma or semicolon ends a word, and a = before a name keeps it from being a pattern.
        var file = Assert.Single(Directory.GetFiles(Host.File("/etc/NetworkManager/conf.d")));
        var escaped = $"s{name}"
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(";", "\\;", StringComparison.Ordinal)
            .Replace(",", "\\,", StringComparison.Ordinal);
        Assert.Equal($"[keyfile]\nunmanaged-devices+=interface-name:={escaped}\n", System.IO.File.ReadAllText(file));
    }

    /// <summary>A second NIC of that name is shadowed, and a guest is on it, by another name than its own.</summary>
    private async Task GivenShadowed(string name)
    {
        await Host.Shell(
            $"""
            ip link add port1 type veth peer name port2 address 02:00:00:00:00:01
            ip link set dev port2 name {Hostile.Quote(name)}
            ip link set dev port1 up; ip link set dev {Hostile.Quote(name)} up
            ip address add 198.51.100.1/24 dev {Hostile.Quote(name)}
            ip link add saa type veth peer name saa2; ip link set dev saa up; ip link set dev saa2 up
            """
        );
        (await BridgeShadow("start", name)).ShouldSucceed();
        WriteBackend(name, 2);
        Store.Write("/local/domain/2/name", "two");
        var guest = await Host.AddGuest("vif2.0");
        await guest.Connect();
        (await Host.Start(Programs.VifBridge, ["online", "type_if=vif"], LibxlVariables(2)).Ended).ShouldSucceed();
        await ShouldBecomeWell();
    }
}
