using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A vifname that vif-bridge will refuse is found before the guest is started, and given a free name.</summary>
public sealed class DoctorVifnameSpecs : DoctorSpecs
{
    private const string File = "/etc/xen/web.cfg";

    [Theory]
    [InlineData("vif8.0", "first name of a guest's link")]
    [InlineData("vif8.0-emu", "emulated cards")]
    [InlineData("tap8.0", "first name of a guest's link")]
    [InlineData("xenbr0", "call a bridge so")]
    [InlineData("eth1", "network cards")]
    [InlineData("seth0", "the uplink of eth0")]
    [InlineData("xsb3", "while it works")]
    [InlineData("all", "the kernel keeps")]
    [InlineData("7", "a link's index")]
    [InlineData("-j", "for an option")]
    [InlineData("lan7", "another link of this host")]
    public async Task A_vifname_that_others_need_is_found_wrong_and_mended(string name, string reason)
    {
        await Host.AddBridge("lan7");
        var longer = name[0] == '-' ? "web2" : $"{name}x";
        Host.Write(
            File,
            $"# vifname=web\nvif = [ 'vifname=web,bridge=eth0', 'bridge=eth0,vifname={name}', 'vifname={longer}' ]\n"
        );

        await ShouldMend(await ShouldFindWrong("guest-files", File, $"vifname {name}, which", reason));

        Assert.Equal(
            $"# vifname=web\nvif = [ 'vifname=web,bridge=eth0', 'bridge=eth0,vifname=guest0', 'vifname={longer}' ]\n",
            Host.Read(File)
        );
    }

    [Theory]
    [InlineData("we;b")]
    [InlineData("we b")]
    [InlineData("$(reboot)")]
    [InlineData("a-name-too-long-for-it")]
    [InlineData("w\u202eb")]
    public async Task A_vifname_that_no_link_may_have_is_found_and_mended(string name)
    {
        Host.Write(File, $"vif = [ 'bridge=eth0,vifname={name}' ]\n");
        await EditBy("s/vifname=[^']*/vifname=web/");

        await ShouldMend(await ShouldFindWrong("guest-files", File, "vifname", "vifname=guest0"));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("vif-web.0")]
    [InlineData("vif1.0x")]
    public async Task A_vifname_that_is_free_is_well(string name)
    {
        Host.Write(File, $"vif = [ 'bridge=eth0,vifname={name}' ]\n");

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_vifname_for_another_script_is_its_own_affair()
    {
        Host.Write(File, "vif = [ 'bridge=eth0,script=vif-route,vifname=vif8.0' ]\n");

        Assert.DoesNotContain(
            (await Diagnose()).Faults,
            fault => fault.Fact.Contains("vifname", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Two_files_get_two_names()
    {
        await Host.AddTap("guest0");
        Host.Write(File, "vif = [ 'bridge=eth0,vifname=vif8.0' ]\n");
        Host.Write("/etc/xen/db.cfg", "vif = [ 'bridge=eth0,vifname=vif8.0' ]\n");

        foreach (var finding in (await Diagnose()).Faults)
            await Mend(finding);

        await ShouldBecomeWell();
        Assert.NotEqual(Host.Read(File), Host.Read("/etc/xen/db.cfg"));
        Assert.DoesNotContain("guest0", Host.Read(File) + Host.Read("/etc/xen/db.cfg"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vif8.0")]
    [InlineData("we;b $(reboot)")]
    [InlineData("eth0")]
    public async Task A_vifname_in_the_store_is_found_wrong_and_mended(string name)
    {
        Store.Write($"{Backend}/vifname", name);
        await Offline();

        await Mend(
            await ShouldFindAmongOthers("wrong", "guest-ports", "vif1.0", "vifname", "xenstore-write", "guest0")
        );

        await ShouldBecomeWell();
        Assert.Equal(["guest0", "seth0"], await Host.Ports("eth0"));
        Assert.Equal("guest0", Store.Read($"{Backend}/vifname"));
    }

    [Fact]
    public async Task A_vifname_that_is_the_vifs_own_first_name_is_well()
    {
        Store.Write($"{Backend}/vifname", "vif1.0");

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_vifname_too_long_for_the_tap_is_found_wrong()
    {
        await Host.AddTap("vif1.0-emu");
        using var emulator = TapWire.Open(Host, "vif1.0-emu");
        (await Add()).ShouldSucceedQuietly();
        Store.Write($"{Backend}/vifname", "a-long-name-1");

        await ShouldFindAmongOthers("wrong", "guest-ports", "vif1.0", "a-long-name-1-emu", "xenstore-write");
    }
}
