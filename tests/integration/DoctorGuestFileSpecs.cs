using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Guests' files are judged by what xl makes of them.</summary>
public sealed class DoctorGuestFileSpecs : DoctorSpecs
{
    private const string File = "/etc/xen/web.cfg";

    [Theory]
    [InlineData("vif = [ 'bridge=eth0' ]\nvif += [ 'bridge=lan' ]\n")]
    [InlineData("vif += [ 'bridge=lan' ]\n")]
    [InlineData("name='web';vif=[ # first\n'mac=00:16:3e:12:34:56,bridge=lan',\n]")]
    [InlineData("vif = [ 'bridge=eth0' ]\nvif = [ 'bridge=lan' ]\n")]
    public async Task A_missing_bridge_is_found_wherever_xl_reads_it(string text)
    {
        Host.Write(File, text);

        await ShouldMend(await ShouldFindWrong("guest-files", File, "lan, which does not exist"));
    }

    [Theory]
    [InlineData("vif = [ 'bridge=lan' ]\nvif = [ 'bridge=eth0' ]\n")]
    [InlineData("vif = [ 'bridge=eth0' ]; other = [ 3 ]\n# vif += [ 'bridge=lan' ]\n")]
    public async Task A_bridge_that_xl_does_not_read_is_passed_over(string text)
    {
        Host.Write(File, text);

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("name = 'web'\r\nvif = [ 'bridge=eth0' ]\r\n", "line 1", "CR LF")]
    [InlineData("name = 'web'\nvif = [ 'bridge=eth0' ]\r\nmemory = 3\n", "line 2", "CR LF")]
    [InlineData("vif = [ 'bridge=eth0' ]\n# the end", "line 2", "comment")]
    public async Task A_file_that_xl_refuses_is_found_wrong_and_mended(string text, string line, string reason)
    {
        Host.Write(File, text);

        await ShouldMend(await ShouldFindWrong("guest-files", File, $"xl refuses the file, {line}", reason));
    }

    [Theory]
    [InlineData("vif = [ 'bridge=eth0'\n 'bridge=eth0' ]\n", "line 2", "comma is missing", "s/^/,/")]
    [InlineData("vif = [ 'bridge=eth0' ]\nname = web\n", "line 2", "neither a quoted", "s/web/'&'/")]
    [InlineData("name = 'web'\n\nvif = [ 'bridge=eth0'\n", "line 3", "not closed", "s/$/ ]/")]
    [InlineData("name = 'web\nvif = [ 'bridge=eth0' ]\n", "line 1", "quote is not closed", "s/$/'/")]
    [InlineData("vif = [ nic(1) ]\n", "line 1", "quoted texts", "s/nic(1)/'bridge=eth0'/")]
    [InlineData("import os\nvif = [ 'bridge=eth0' ]\n", "line 1", "no = behind import", "d")]
    [InlineData("name = 'a'\nmemory = 512\nVcpus = 2\n", "line 3", "knows no Vcpus", "s/V/v/")]
    public async Task The_line_that_xl_refuses_is_opened(string text, string line, string reason, string edit)
    {
        Host.Write(File, text);
        await EditBy(edit);

        await ShouldMend(await ShouldFindWrong("guest-files", File, $"xl refuses the file, {line}", reason));
    }

    [Theory]
    [InlineData("name = 'web'\nvif = 'bridge=eth0'\n", "line 2: vif is one value", "s/'.*'/[ & ]/")]
    [InlineData("vif = [ ['bridge=eth0'], 'bridge=eth0' ]\n", "list within the list", "s/\\['/'/;s/'\\]/'/")]
    public async Task A_vif_of_which_xl_makes_no_nic_is_found_wrong(string text, string fact, string edit)
    {
        Host.Write(File, text);
        await EditBy(edit);

        await ShouldMend(await ShouldFindWrong("guest-files", File, fact));
    }

    [Theory]
    [InlineData("vif = [ 'bridge = eth0' ]\n", "bridge = eth0, of which xl makes nothing", "s/ = e/=e/")]
    [InlineData(
        "vif = [ 'bridge=eth0,mac=00:16:3e' ]\n",
        "mac=00:16:3e, of which xl makes nothing",
        "s/,mac=[0-9a-f:]*//"
    )]
    [InlineData("vif = [ 'bridge=eth0,ioemu' ]\n", "ioemu, of which", "s/ioemu/type=&/")]
    public async Task What_xl_passes_over_in_a_nic_is_found_doubtful(string text, string fact, string edit)
    {
        Host.Write(File, text);
        await EditBy(edit);

        await ShouldMend(await ShouldFindDoubtful("guest-files", File, fact));
    }

    [Fact]
    public async Task A_blank_behind_a_bridges_name_is_found_wrong()
    {
        Host.Write(File, "vif = [ 'bridge=eth0 , type=vif' ]\n");
        await EditBy("s/ ,/,/");

        await ShouldMend(await ShouldFindWrong("guest-files", File, "no valid name"));
    }

    [Fact]
    public async Task A_nic_without_a_bridge_is_found_doubtful_where_the_default_is_missing()
    {
        Host.Write(XlConfiguration, "vif.default.bridge=\"lan\"\n");
        Host.Write(File, "vif = [ 'type=vif' ]\n");
        await EditBy("s/'type/'bridge=eth0,type/");

        await Mend(await ShouldFindAmongOthers("doubtful", "guest-files", File, "default lan does not exist"));
        await ShouldFindWrong("xl.conf", XlConfiguration, "lan");
    }

    [Fact]
    public async Task A_mend_of_a_bridge_changes_no_name_that_begins_like_it()
    {
        await Host.AddBridge("lan2");
        Host.Write(File, "# bridge=lan\nvif = [ 'bridge=lan', 'bridge=lan2','bridge=lan,type=vif' ]\n");

        await Mend(await ShouldFindWrong("guest-files", File, "lan, which does not exist"));

        Assert.Equal("vif = [ 'bridge=eth0', 'bridge=lan2','bridge=eth0,type=vif' ]", Host.Read(File).Split('\n')[1]);
    }

    [Theory]
    [InlineData("a b.cfg")]
    [InlineData("it's $(touch x); `touch x`.cfg")]
    [InlineData("line\nbreak.cfg")]
    public async Task A_file_is_mended_whatever_its_name(string name)
    {
        Host.Write($"/etc/xen/{name}", "vif = [ 'bridge=lan' ]\r\n");

        // A line break in it is written out.
        var shown = $"/etc/xen/{name.Replace("\n", "\\n", StringComparison.Ordinal)}";
        await Mend(await ShouldFindWrong("guest-files", shown, "CR LF"));
        await ShouldMend(await ShouldFindWrong("guest-files", shown, "lan, which does not exist"));
    }

    [Theory]
    [InlineData("#!/bin/sh\nvif=$1\n")]
    [InlineData("[section]\nname = web\nport: 3\n")]
    [InlineData("Read this before you begin.\n")]
    public async Task A_file_that_is_no_guests_is_passed_over(string text)
    {
        Host.Write("/etc/xen/other", text);

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("import os\nvif = [ 'mac=%s, bridge=eth0 ' % os.environ['MAC'] ]\n")]
    [InlineData("def nic(n):\n    return 'bridge=%s' % n\nvif = [ nic('lan'), 'bridge=eth0' ]\n")]
    public async Task A_file_in_Python_is_well_on_a_host_with_xend(string text)
    {
        await Host.Shell(
            $"cp {Programs.Source("xen-config/xend-config.sxp")} /etc/xen/xend-config.sxp; cp {Programs.NetworkBridgeAdditional} /etc/xen/scripts"
        );
        Host.Write(File, text);

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("vif.default.bridge=\"eth0\"\r\n", "CR LF", "s/x/x/")]
    [InlineData("autoballoon=off\nvif.default.bridge=\"eth0\"\n", "line 1", "s/off/'off'/")]
    public async Task An_xl_conf_that_xl_refuses_is_found_wrong_and_mended(string text, string fact, string edit)
    {
        Host.Write(XlConfiguration, text);
        await EditBy(edit);

        await ShouldMend(await ShouldFindWrong("xl.conf", XlConfiguration, "with it every command", fact));
    }

    [Theory]
    [InlineData("autoballoon=\"off\"\n\tvif.default.bridge =\"lan\"")]
    [InlineData("vif.default.bridge=\"eth0\";vif.default.bridge=\"lan\"")]
    [InlineData("defaultbridge='lan' # old\n")]
    public async Task A_default_bridge_is_mended_however_it_is_written(string text)
    {
        Host.Write(XlConfiguration, text);

        await ShouldMend(await ShouldFindWrong("xl.conf", XlConfiguration, "lan, which does not exist"));
        Assert.Contains(text.Split('\n', ';')[0], Host.Read(XlConfiguration), StringComparison.Ordinal);
    }
}
