using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Files that decide what root does: what others can write, or what is no file, is not believed, and a sentence says so.</summary>
public sealed class TrustedFileSpecs : VifBridgeSpecs
{
    private const string Configuration = "/etc/xen/xen-hotplug.conf";
    private const string Hooks = "/etc/xen/scripts/vif-post.d";

    private Task<string> GivenAHook(string script) =>
        Host.Shell($"mkdir -p {Hooks}; cat > {Hooks}/a.hook <<'END'\n{script}\nEND\nchmod 755 {Hooks}/a.hook");

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("mkdir")]
    public async Task Nobody_waits_for_a_configuration_that_is_no_file(string make)
    {
        await GivenAGuest();
        await Host.Shell($"{make} {Configuration}");
        (await Online()).ShouldFail("no regular file");
        Assert.Contains("no regular file", HotplugError, StringComparison.Ordinal);
        (await Offline()).ShouldSucceed();
    }

    [Theory]
    [InlineData("chmod o+w")]
    [InlineData("chmod g+w")]
    [InlineData("chown 65534")]
    public async Task A_configuration_that_others_can_write_is_refused(string open)
    {
        await GivenAGuest();
        await Host.Shell($"echo antispoof=no > {Configuration}; {open} {Configuration}");
        (await Online()).ShouldFail("could not trust");
        await Host.Shell($"chown 0 {Configuration}; chmod go-w {Configuration}");
        (await Online()).ShouldSucceedQuietly();
    }

    [Fact]
    public async Task A_link_to_a_configuration_of_roots_is_followed()
    {
        await GivenAGuest();
        await Host.Shell($"mkdir /run/kept; echo antispoof=maybe > /run/kept/c; ln -s /run/kept/c {Configuration}");
        (await Online()).ShouldFail("maybe");
    }

    [Theory]
    [InlineData($"chmod 777 {Hooks}")]
    [InlineData($"chmod 777 {Hooks}/a.hook")]
    [InlineData($"chown 65534 {Hooks}/a.hook")]
    public async Task A_hook_that_others_can_write_is_not_run(string open)
    {
        await GivenAGuest();
        await GivenAHook("echo > /run/hooked");
        await Host.Shell(open);
        (await Online()).ShouldFail("is not run");
        (await Offline()).ShouldSucceed();
        Assert.False(Host.Has("/run/hooked"));
    }

    [Fact]
    public async Task A_hook_gets_no_address_that_does_not_parse_at_offline()
    {
        await GivenAGuestOnline();
        await GivenAHook("echo \"[$ip]\" > /run/hooked");
        Store.Write($"{Backend}/ip", "192.0.2.9; $(reboot)");
        (await Offline()).ShouldSucceed();
        Assert.Equal("[]", Host.Read("/run/hooked").Trim());
    }
}
