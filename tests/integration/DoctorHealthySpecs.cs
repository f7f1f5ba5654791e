using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>On a host on which all is well, xen-bridge-doctor finds nothing, and changes nothing.</summary>
public sealed class DoctorHealthySpecs : DoctorSpecs
{
    private static readonly string[] s_unprivileged =
    [
        "--reuid=65534",
        "--clear-groups",
        "--bounding-set=-all",
        Programs.XenBridgeDoctor,
    ];

    [Fact]
    public async Task What_is_well_is_listed_with_the_fact_that_was_seen()
    {
        var result = (await Doctor()).ShouldSucceed();

        Assert.Equal("", result.Error);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => line == "well      eth0: a bridge with the uplink seth0, both up and running");
        Assert.Contains(
            lines,
            line => line == "well      vif1.0: on the bridge eth0, up and running (guest web, domain 1)"
        );
        Assert.All(lines[..^1], line => Assert.StartsWith("well ", line, StringComparison.Ordinal));
        Assert.Equal("all is well", lines[^1]);
    }

    [Fact]
    public async Task The_findings_in_json_are_all_well()
    {
        var diagnosis = await Diagnose();

        Assert.Equal(0, diagnosis.Result.ExitCode);
        Assert.All(diagnosis.Findings, finding => Assert.Equal(("well", null), (finding.Verdict, finding.Cure)));
        Assert.Contains(diagnosis.Findings, finding => (finding.Check, finding.Subject) == ("guest-ports", "vif1.0"));
    }

    [Fact]
    public async Task The_doctor_changes_nothing_on_the_host()
    {
        await Host.Shell(
            "nft add table inet administrators; nft add set inet administrators friends '{ type ipv4_addr; }'"
        );
        var before = await Everything();
        var store = Store.Snapshot();

        await Host.Shell($"{Programs.XenBridgeDoctor}; {Programs.XenBridgeDoctor} --json");

        Assert.Equal(before, await Everything());
        Assert.Equal(store, Store.Snapshot());
    }

    [Fact]
    public async Task A_renamed_vif_and_the_tap_of_an_hvm_guest_are_well()
    {
        WriteBackend("eth0", device: 1);
        Store.Write("/local/domain/0/backend/vif/1/1/vifname", "web1");
        await (await Host.AddGuest("vif1.1")).Connect();
        await Host.AddTap("vif1.1-emu");
        using var emulator = TapWire.Open(Host, "vif1.1-emu");
        var variables = LibxlVariables(device: 1);
        foreach (var words in new string[][] { ["online", "type_if=vif"], ["add", "type_if=tap"] })
            (await Host.Start(Programs.VifBridge, words, variables).Ended).ShouldSucceedQuietly();

        var diagnosis = await ShouldBecomeWell();

        Assert.Contains(diagnosis.Findings, finding => (finding.Check, finding.Subject) == ("guest-ports", "web1"));
    }

    [Fact]
    public async Task Guarded_ports_are_well()
    {
        (await NetworkBridgeAdditional("start", "bridge=eth0", "antispoof=yes")).ShouldSucceed();
        (await Online()).ShouldSucceedQuietly();

        var diagnosis = await ShouldBecomeWell();

        var finding = Assert.Single(diagnosis.Findings, finding => finding.Check == "antispoofing");
        finding.ShouldName("1 guarded");
    }

    [Fact]
    public async Task An_old_bridge_name_in_store_and_file_is_well()
    {
        Store.Write($"{Backend}/bridge", "xenbr0");
        Host.Write("/etc/xen/web.cfg", "vif = [ 'bridge=xenbr0' ]\n");

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task The_doctor_says_what_it_cannot_see_without_root()
    {
        var result = await Host.Run("setpriv", s_unprivileged);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("well      eth0: a bridge with the uplink seth0", result.Output, StringComparison.Ordinal);
        foreach (var unseen in new[] { "guests", "firewall", "antispoofing" })
            Assert.Contains($"\nunseen    {unseen}: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("look again as root", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("all is well\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_finds_what_everybody_can_see_without_root()
    {
        await Host.Ip("link set dev eth0 down");
        Host.Write(XlConfiguration, "vif.default.bridge=\"xenbr7\"\n");
        await Host.Shell($"chmod 600 {XlConfiguration}");

        var result = await Host.Run("setpriv", s_unprivileged);

        Assert.Equal((2, ""), (result.ExitCode, result.Error));
        Assert.Contains("wrong     eth0: the bridge is down\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"unseen    {XlConfiguration}: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_is_refused_with_exit_status_2() => (await Doctor("web")).ShouldFailWith(2, "web");

    [Theory]
    [InlineData("--dry-run")]
    [InlineData("--verbose")]
    public async Task An_option_for_changes_is_unknown_to_the_doctor(string option) =>
        (await Doctor(option)).ShouldFailWith(2, option);

    [Fact]
    public async Task Help_names_options_and_exit_statuses()
    {
        var result = (await Doctor("--help")).ShouldSucceed();

        foreach (var word in new[] { "xen-bridge-doctor [OPTION...]\n", "--json", "0: all is well", "1: ", "2: " })
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_runs_where_there_is_no_other_file()
    {
        await Host.Shell($"mkdir /run/empty && cp {Programs.XenBridgeDoctor} /run/empty/program");

        var result = (await Host.Run("chroot", "/run/empty", "/program", "--version")).ShouldSucceed();

        Assert.StartsWith("xen-bridge-doctor ", result.Output, StringComparison.Ordinal);
    }

    private Task<string> Everything() =>
        Host.Shell(
            """
            ip -d link | sed 's/_timer *[0-9.]*//g'
            ip addr | grep inet
            ip route show table all
            nft list ruleset
            grep -r . /etc/xen | sort
            find /run /var/log/xen | sort
            """
        );
}
