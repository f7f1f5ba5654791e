using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What a caller leaves a program does not change what it does: descriptors, umask, signals, limits, variables, PATH.</summary>
public sealed class InheritedSpecs : VifBridgeSpecs
{
    private const string Hook = "/etc/xen/scripts/vif-post.d/a.hook";

    private static string Event(string command) =>
        $"XENBUS_PATH=backend/vif/1/0 vif=vif1.0 {Programs.VifBridge} {command} type_if=vif";

    private async Task GivenAHook(string script)
    {
        Host.Write(Hook, script);
        await Host.Shell($"chmod 755 {Hook}");
    }

    [Theory]
    [InlineData("<&- >&- 2>&-")]
    [InlineData("</dev/null >&- 2>/dev/null")]
    [InlineData("</dev/null >/dev/null 2>&-")]
    public async Task No_text_goes_into_the_lock_file_of_a_daemon(string closed)
    {
        await GivenAGuest();
        await Host.Shell($"{Event("online --verbose")} {closed}");
        await Host.Shell($"! vif=vif9.0 {Programs.VifBridge} online --verbose bridge=eth0 {closed}");
        Assert.Equal("", Host.Read("/run/xen-hotplug/lock"));
        Assert.Equal("connected", Status);
    }

    [Theory]
    [InlineData("--block-signal=CHLD")]
    [InlineData("--ignore-signal=CHLD")]
    [InlineData("--block-signal")]
    public async Task An_event_with_a_hook_ends_whatever_the_signals(string signals)
    {
        await GivenAGuest();
        await GivenAHook("echo $dev > /run/hooked");
        await Host.Shell($"timeout -s KILL 15 env {signals} {Event("online")}");
        Assert.Equal("vif1.0", Host.Read("/run/hooked").Trim());
    }

    [Fact]
    public async Task A_limit_of_file_sizes_does_not_end_an_event()
    {
        await GivenAGuest();
        await Host.Shell($"ulimit -f 0; {Event("online")}");
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task A_hook_has_a_umask_folder_and_PATH_of_its_own()
    {
        await GivenAGuest();
        await GivenAHook("{ umask; pwd; echo $PATH; } > /run/hooked");
        await Host.Shell(
            $"mkdir -m 777 /run/open; cd /run/open; umask 0; export PATH=.:/run/open:$PATH; {Event("online")}"
        );
        var lines = Host.Read("/run/hooked").Split('\n');
        Assert.Equal(["0022", "/"], lines[..2]);
        Assert.DoesNotContain(lines[2].Split(':'), folder => folder is "." or "" or "/run/open");
    }

    [Theory]
    [InlineData("DOTNET_DbgEnableMiniDump=1")]
    [InlineData("DOTNET_GCHeapHardLimit=100000")]
    [InlineData("DOTNET_GCLargePages=1")]
    [InlineData("DOTNET_gcServer=1")]
    public async Task A_variable_of_the_runtime_means_nothing(string variable)
    {
        await GivenAGuest();
        await Host.Shell($"{variable} {Event("online")}");
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task The_folder_of_the_journal_is_roots_whatever_the_umask()
    {
        await Host.Shell("ip link add eth0 type veth peer name port1; ip link set eth0 up; ip link set port1 up");
        await Host.Shell($"umask 0; {Programs.BridgeShadow} start eth0; {Programs.BridgeShadow} stop eth0");
        Assert.Equal("755", (await Host.Shell("stat -c %a /run/bridge-shadow")).Trim());
    }

    [Fact]
    public async Task Nft_is_not_taken_from_a_folder_that_others_can_write()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/mac", "00:16:3e:00:00:01");
        await Host.Shell(
            $"""
            mkdir /run/a; mkdir -m 777 /run/b; echo x > /run/a/nft
            printf '#!/bin/sh\necho > /run/turned\nexit 1\n' > /run/b/nft
            chmod 755 /run/b/nft
            cd /run/b
            export PATH=/run/a:.:/run/b:$PATH
            {Event("online antispoof=yes")}
            """
        );
        Assert.False(Host.Has("/run/turned"));
    }
}
