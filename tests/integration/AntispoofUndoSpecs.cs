using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A guarded port whose event fails is as guarded as before.</summary>
public sealed class AntispoofUndoSpecs : AntispoofSpecs
{
    private const string Port = "ip -json -details link show dev vif1.0 | grep -o '\"group_fwd_mask\":\"[^\"]*\"'";

    [Fact]
    public async Task A_failed_offline_leaves_the_port_its_guard_and_its_group_forward_mask()
    {
        var port = await GivenAVif();
        await Online("yes");
        var before = await Host.Shell(Port);
        Assert.DoesNotContain("\"0\"", before, StringComparison.Ordinal);
        Host.AddHook("10-fail.hook", "exit 1");

        (await Offline()).ShouldFail("10-fail.hook");

        Assert.Equal(before, await Host.Shell(Port));
        await Host.PortForwards("vif1.0");
        ShouldBeGuarded(port);
    }

    [Fact]
    public async Task A_failed_move_to_another_bridge_leaves_the_port_its_guard()
    {
        await GivenAVif();
        await Online("yes");
        var before = await Host.Shell(Port);
        await Host.AddBridge("other");
        Store.Write($"{Backend}/bridge", "other");
        Host.AddHook("10-fail.hook", "exit 1");

        (await Online(["antispoof=yes"])).ShouldFail("10-fail.hook");

        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
        Assert.Equal(before, await Host.Shell(Port));
    }
}
