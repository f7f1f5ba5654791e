using System.Text;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Arguments, environment and keys are data: checked at the door, never evaluated.</summary>
public sealed class VifBridgeBadInputSpecs : VifBridgeSpecs
{
    public static TheoryData<string> BadNames =>
        new(
            "a-16-byte-name..",
            "eth0/brif",
            "eth 0",
            "eth0\t",
            "eth0\n",
            ".",
            "..",
            "$(touch /run/evaluated)",
            "ä-äääääääääää"
        );

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_bad_bridge_key_is_an_error_that_changes_nothing(string name)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/bridge", name);

        await ShouldRefuse(["online", "type_if=vif"], "bridge");
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_bad_bridge_argument_is_an_error_that_changes_nothing(string name)
    {
        await GivenAGuest();
        Store.Remove($"{Backend}/bridge");

        await ShouldRefuse(["online", $"bridge={name}"], "bridge");
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_bad_vifname_is_an_error_that_changes_nothing(string name)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/vifname", name);

        await ShouldRefuse(["online", "type_if=vif"], "vifname");
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_bad_name_of_the_vif_itself_is_an_error_that_changes_nothing(string name)
    {
        await GivenAGuest();
        Variables["vif"] = name;

        await ShouldRefuse(["online", "type_if=vif"], "vif");
    }

    [Theory]
    [InlineData("ip", "300.1.1.1")]
    [InlineData("ip", "192.0.2.1/33")]
    [InlineData("ip", "192.0.2.1 nonsense")]
    [InlineData("ip", "2001:db8::/129")]
    [InlineData("ip", "192.0.2.1; drop table")]
    [InlineData("mac", "00:16:3e:12:34")]
    [InlineData("mac", "00:16:3e:12:34:zz")]
    [InlineData("mac", "00:16:3e:12:34:56:78")]
    public async Task A_bad_firewall_key_is_an_error_that_changes_nothing(string key, string value)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/{key}", value);

        await ShouldRefuse(["online", "type_if=vif"], key);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("192.0.2.0/24 198.51.100.7")]
    [InlineData("192.0.2.1 2001:db8::/64")]
    public async Task A_key_ip_with_addresses_and_networks_is_accepted(string addresses)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/ip", addresses);

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task A_bad_antispoof_or_firewall_argument_is_an_error()
    {
        await GivenAGuest();

        await ShouldRefuse(["online", "type_if=vif", "antispoof=perhaps"], "antispoof");
        await ShouldRefuse(["online", "type_if=vif", "firewall=ebtables"], "firewall");
        await ShouldRefuse(["online", "type_if=vif", "antispoof=yes", "firewall=none"], "firewall=none");
        (await Online("antispoof=no")).ShouldSucceedQuietly();
    }

    [Theory]
    [InlineData("backend/vif/1")]
    [InlineData("backend/vif/one/0")]
    [InlineData("backend/vif/1/-1")]
    [InlineData("backend/vif/1/0/..")]
    [InlineData("backend/vif/1/0 x")]
    [InlineData("nonsense")]
    public async Task A_XENBUS_PATH_of_no_backend_is_an_error_that_changes_nothing(string path)
    {
        await GivenAGuest();
        Variables["XENBUS_PATH"] = path;
        var (links, store) = (await Host.Links(), Store.Snapshot());

        (await Online()).ShouldFail("XENBUS_PATH");

        Assert.Equal(links, await Host.Links());
        Assert.Equal(store, Store.Snapshot());
    }

    [Fact]
    public async Task An_absolute_XENBUS_PATH_is_accepted()
    {
        await GivenAGuest();
        Variables["XENBUS_PATH"] = Backend;

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task A_missing_name_of_the_vif_is_an_error_that_names_the_variable()
    {
        await GivenAGuest();
        Variables.Remove("vif");

        await ShouldRefuse(["online", "type_if=vif"], "vif");
    }

    [Fact]
    public async Task An_unknown_type_of_interface_is_an_error_that_names_it()
    {
        await GivenAGuest();

        await ShouldRefuse(["online", "type_if=tun"], "type_if");
    }

    [Fact]
    public async Task No_argument_or_key_is_evaluated()
    {
        await GivenAGuest();
        Host.AddHook("10-nothing.hook", ":");
        Store.Write($"{Backend}/ip", "$(touch /run/evaluated)");
        await Online("x=$(touch /run/evaluated)", "y=`touch /run/evaluated`", "z=;touch /run/evaluated");
        Store.Remove($"{Backend}/ip");

        (
            await Online("x=$(touch /run/evaluated)", "y=`touch /run/evaluated`", "z=;touch /run/evaluated")
        ).ShouldSucceed();

        Assert.Equal("connected", Status);
        Assert.False(Host.Has("/run/evaluated"));
    }

    [Fact]
    public async Task An_unknown_key_is_noted_in_the_log_and_ignored()
    {
        await GivenAGuest();
        Variables["XEN_HOTPLUG_LOG"] = "debug";

        (await Online("colour=blue", "PATH=/nowhere")).ShouldSucceedQuietly();

        Assert.Contains("colour", Host.Read("/var/log/xen/xen-hotplug.log"), StringComparison.Ordinal);
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task A_key_that_is_no_text_is_an_error_that_changes_nothing()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/bridge", [0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x41]);

        await ShouldRefuse(["online", "type_if=vif"], "bridge");
    }

    [Fact]
    public async Task The_error_of_the_longest_key_fits_into_the_store()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/vifname", new string('x', 4000));

        await ShouldRefuse(["online", "type_if=vif"], "vifname");
        Assert.InRange(Encoding.UTF8.GetByteCount(HotplugError!), 1, 2048);
    }

    private async Task ShouldRefuse(string[] words, string named)
    {
        Store.Remove($"{Backend}/hotplug-status");
        Store.Remove($"{Backend}/hotplug-error");
        var before = await Host.Links();

        var result = (await VifBridge(words)).ShouldFail(named);

        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
        Assert.Contains(HotplugError!, result.Error, StringComparison.Ordinal);
        Assert.False(Host.Has("/run/evaluated"));
    }
}
