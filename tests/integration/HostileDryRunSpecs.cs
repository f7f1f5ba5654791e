using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// What a dry run prints, copied into a shell, does what the program does, and nothing else, whatever links, aliases and hooks
/// are called. One of two equal hosts gets the one, the other the other.
/// </summary>
public sealed class HostileDryRunSpecs : HostSpecs
{
    private Host _copy = null!;
    private Toolstack _toolstack = null!;
    private Toolstack _copysToolstack = null!;

    public static TheoryData<string> Names => [.. Hostile.LinkNames];

    public static TheoryData<string> Bridges => [.. Hostile.BridgeNames];

    public static TheoryData<string> Texts => [.. Hostile.Texts];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _copy = await Host.Boot();
        (_toolstack, _copysToolstack) = (new Toolstack(Host), new Toolstack(_copy));
        await OnBoth(host => host.PlantWitness());
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _toolstack?.Dispose();
        _copysToolstack?.Dispose();
        if (_copy is not null)
            await _copy.DisposeAsync();
        await base.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_start_prints_does_what_start_does(string name)
    {
        await OnBoth(host => GivenANic(host, name));
        await ShouldDoTheSame(Programs.BridgeShadow, "start", name);
        Assert.True(await Host.HasLink($"s{name}"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_stop_prints_does_what_stop_does(string name)
    {
        await OnBoth(async host =>
        {
            await GivenANic(host, name);
            (await host.Run(Programs.BridgeShadow, "start", name)).ShouldSucceed();
        });
        await ShouldDoTheSame(Programs.BridgeShadow, "stop", name);
        Assert.False(await Host.HasLink($"s{name}"));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_start_takes_any_alias_along_as_it_prints(string alias)
    {
        await OnBoth(async host =>
        {
            await GivenANic(host, "eth7");
            await host.Shell(
                $"ip link set dev eth7 alias {Hostile.Quote(alias)}; ip link property add dev eth7 altname {Hostile.Quote(alias)} || :"
            );
        });
        await ShouldDoTheSame(Programs.BridgeShadow, "start", "eth7");
        // ip's own JSON is none with such an alias.
        Assert.Equal($"{alias}\n", await Host.Shell("cat /sys/class/net/eth7/ifalias"));
    }

    [Theory]
    [MemberData(nameof(Bridges))]
    public async Task What_online_prints_for_a_bridge_does_what_online_does(string bridge)
    {
        await OnBoth(host => GivenAVif(host, bridge));
        Write($"{Toolstack.Backend()}/bridge", bridge);
        await ShouldDoTheSame("online");
        Assert.Equal(bridge, (await Host.Link("vif1.0")).Bridge);
    }

    [Theory]
    [MemberData(nameof(Bridges))]
    public async Task What_offline_prints_for_a_name_does_what_offline_does(string vif)
    {
        await OnBoth(async host =>
        {
            await GivenAVif(host, "br0");
            await host.Shell($"ip link set dev vif1.0 master br0 name {Hostile.Quote(vif)} alias vif1.0");
        });
        Write($"{Toolstack.Backend()}/vifname", vif);
        await ShouldDoTheSame("offline");
        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }

    /// <summary>The tenant may write them; what no event can do anything with is an error that names it.</summary>
    [Theory]
    [InlineData("vifname")]
    [InlineData("bridge")]
    [InlineData("mac")]
    [InlineData("ip")]
    [InlineData("mtu")]
    [InlineData("vlan")]
    public async Task A_key_that_means_nothing_is_an_error_that_runs_nothing(string key)
    {
        await OnBoth(host => GivenAVif(host, "br0"));
        foreach (var text in Hostile.Texts)
        {
            Write($"{Toolstack.Backend()}/{key}", text);
            string[] words = ["online", "type_if=vif", "antispoof=yes"];
            var before = await Host.State();
            var printed = await Host.Start(Programs.VifBridge, [.. words, "--dry-run"], Toolstack.Variables()).Ended;
            var real = await Host.Start(Programs.VifBridge, words, Toolstack.Variables()).Ended;

            real.ShouldFail(key);
            printed.ShouldFail();
            Hostile.ShouldBeSeen(printed.Output + printed.Error + real.Error);
            Hostile.ShouldBeSeen(_toolstack.Store.Read($"{Toolstack.Backend()}/hotplug-error")!);
            Host.ShouldHaveRunNothingElse(real.Error);
            Assert.Equal(before, await Host.State());
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task What_online_prints_runs_a_hook_of_any_name(string text)
    {
        await OnBoth(async host =>
        {
            await GivenAVif(host, "br0");
            var path = $"/etc/xen/scripts/vif-post.d/{text}.hook";
            host.Write(path, "echo $vif >>/run/hooked\n");
            await host.Shell($"chmod 755 {Hostile.Quote(path)}");
        });
        Write($"{Toolstack.Backend()}/bridge", "br0");
        await ShouldDoTheSame("online");
        Assert.Equal(2, (Host.Read("/run/hooked") + _copy.Read("/run/hooked")).Count(character => character == '\n'));
    }

    [Theory]
    [MemberData(nameof(Bridges))]
    public async Task What_network_bridge_additional_prints_does_what_it_does(string bridge)
    {
        await OnBoth(async host =>
        {
            await host.Shell($"ip link add name br0 address 02:00:00:00:00:02 type bridge");
            await host.Shell($"ip link set dev br0 name {Hostile.Quote(bridge)}");
        });
        await ShouldDoTheSame(Programs.NetworkBridgeAdditional, "start", $"bridge={bridge}", "antispoof=yes");
        await ShouldDoTheSame(Programs.NetworkBridgeAdditional, "stop", $"bridge={bridge}");
    }

    private async Task OnBoth(Func<Host, Task> act)
    {
        await act(Host);
        await act(_copy);
    }

    private void Write(string path, string value)
    {
        _toolstack.Store.Write(path, value);
        _copysToolstack.Store.Write(path, value);
    }

    private static Task<string> GivenANic(Host host, string name) =>
        host.Shell(
            $"""
            ip link add port1 address 02:00:00:00:00:05 type veth peer name port2 address 02:00:00:00:00:01
            echo 0 >/proc/sys/net/ipv6/conf/port2/dad_transmits
            ip link set dev port2 name {Hostile.Quote(name)}
            ip link set dev port1 up; ip link set dev {Hostile.Quote(name)} up
            ip address add 192.0.2.10/24 dev {Hostile.Quote(name)}
            ip route add default via 192.0.2.1 dev {Hostile.Quote(name)}
            """
        );

    private async Task GivenAVif(Host host, string bridge)
    {
        await host.Shell(
            $"""
            ip link add name br9 address 02:00:00:00:00:02 type bridge stp_state 0 forward_delay 0
            ip link set dev br9 name {Hostile.Quote(bridge)}; ip link set dev {Hostile.Quote(bridge)} up
            ip link add name far1 address 02:00:00:00:00:04 type veth peer name vif1.0 address 02:00:00:00:00:03; ip link set dev far1 up
            """
        );
        (host == Host ? _toolstack : _copysToolstack).WriteBackend(null);
    }

    private Task ShouldDoTheSame(string action) => ShouldDoTheSame(Programs.VifBridge, action, "type_if=vif");

    private async Task ShouldDoTheSame(string program, params string[] words)
    {
        var printed = await _copy.Start(program, ["--dry-run", .. words], Toolstack.Variables()).Ended;
        printed.ShouldSucceed();
        Hostile.ShouldBeSeen(printed.Output + printed.Error);
        var typed = await _copy.RunCopied(
            $"mkdir -p /run/bridge-shadow; export XENSTORED_PATH={Toolstack.StoreSocket}\n{printed.Output}"
        );
        Assert.DoesNotContain("Cannot find device", typed.Error, StringComparison.Ordinal);

        (await Host.Start(program, words, Toolstack.Variables()).Ended).ShouldSucceed();
        Host.ShouldHaveRunNothingElse("");
        Assert.Equal(await Host.State(), await _copy.State());
        Assert.Equal(_toolstack.Store.Snapshot(), _copysToolstack.Store.Snapshot());
    }
}
