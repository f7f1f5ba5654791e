using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class VifBridgeMtuSpecs : VifBridgeSpecs
{
    [Theory]
    [InlineData("68")]
    [InlineData("1400")]
    [InlineData("9000")]
    [InlineData("65535")]
    public async Task The_vif_gets_the_mtu_of_the_key_and_the_guest_is_told(string mtu)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/mtu", mtu);

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal(mtu, $"{(await Host.Link("vif1.0")).Mtu}");
        Assert.Equal(mtu, Store.Read($"{Frontend}/mtu"));
    }

    [Fact]
    public async Task The_vif_gets_the_bridges_mtu_without_a_key_and_the_guest_is_told()
    {
        await GivenAGuest();
        await Host.Ip("link set dev eth0 mtu 4000");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal(4000, (await Host.Link("vif1.0")).Mtu);
        Assert.Equal("4000", Store.Read($"{Frontend}/mtu"));
    }

    [Fact]
    public async Task An_empty_key_is_as_good_as_none()
    {
        await GivenAGuest();
        await Host.Ip("link set dev eth0 mtu 4000");
        Store.Write($"{Backend}/mtu", "");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal(4000, (await Host.Link("vif1.0")).Mtu);
    }

    [Fact]
    public async Task The_guest_is_told_its_mtu_after_a_rename()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/vifname", "web9.9");
        Store.Write($"{Backend}/mtu", "1400");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal(1400, (await Host.Link("web9.9")).Mtu);
        Assert.Equal("1400", Store.Read($"{Frontend}/mtu"));
    }

    [Fact]
    public async Task The_guest_is_found_by_the_backends_path_and_never_by_the_vifs_name()
    {
        await GivenAGuest();
        Store.Write("/local/domain/9/device/vif/8/state", "1");
        await Host.Ip("link set dev vif1.0 name vif9.8");
        Variables["vif"] = "vif9.8";
        Store.Write($"{Backend}/mtu", "1400");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("1400", Store.Read($"{Frontend}/mtu"));
        Assert.Null(Store.Read("/local/domain/9/device/vif/8/mtu"));
    }

    [Fact]
    public async Task A_frontend_directory_that_is_gone_is_not_brought_back()
    {
        await GivenAGuest();
        Store.Remove("/local/domain/1");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("connected", Status);
        Assert.False(Store.Exists("/local/domain/1"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("67")]
    [InlineData("65536")]
    [InlineData("-1500")]
    [InlineData("1500x")]
    [InlineData("0x5dc")]
    [InlineData("1,500")]
    [InlineData("15 00")]
    [InlineData("99999999999999999999")]
    [InlineData("$(reboot)")]
    public async Task An_absurd_mtu_is_an_error_before_anything_is_changed(string mtu)
    {
        await GivenAGuest();
        await Host.AddTap("vif1.0-emu");
        Store.Write($"{Backend}/mtu", mtu);
        var before = await Host.Links();

        (await Online()).ShouldFail("mtu");
        Assert.Equal("error", Status);
        (await Add()).ShouldFail("mtu");

        Assert.Equal(before, await Host.Links());
        Assert.Null(Store.Read($"{Frontend}/mtu"));
    }

    [Fact]
    public async Task Online_is_undone_when_the_kernel_refuses_the_mtu()
    {
        await Host.AddBridge("eth0");
        await Host.AddTap("vif1.0");
        WriteBackend("eth0");
        Store.Write($"{Backend}/mtu", "65530");
        var before = await Host.Links();

        (await Online()).ShouldFail("vif1.0", "mtu greater than device maximum");

        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
        Assert.Null(Store.Read($"{Frontend}/mtu"));
    }

    [Fact]
    public async Task An_absurd_mtu_does_not_stop_offline()
    {
        await GivenAGuestOnline();
        Store.Write($"{Backend}/mtu", "absurd");

        (await Offline()).ShouldSucceed();

        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }
}
