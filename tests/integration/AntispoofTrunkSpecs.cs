using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// What a guarded guest may send under the tags of its VLANs: the same as without. Everybody else is in VLAN 10 without tags,
/// and in 20 and 30 with them.
/// </summary>
[Needs(KernelFeature.BridgeVlanFiltering)]
public sealed class AntispoofTrunkSpecs : PinnedPortSpecs
{
    private const int Own = 20;
    private const int Others = 30;
    private const int Few = 3;
    private const int HighestPriority = 7 << 13;

    // The kernel takes no tag off a frame with less behind its type (skb_vlan_untag of net/core/skbuff.c).
    private const int Shortest = 16;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await FilterVlans();
        await PutOthersIn(10);
        await Host.Shell(
            $"for port in vif2.0 seth0; do bridge vlan add dev $port vid {Own}; bridge vlan add dev $port vid {Others}; done"
        );
        Store.Write($"{Backend}/vlan", $"10p/{Own}");
    }

    [Fact]
    public async Task A_guarded_vif_sends_under_its_tag_what_it_may()
    {
        var port = await GivenAVif();

        await Online("yes");

        ShouldBeGuardedUnderTags(port, withIp: true);
    }

    [Fact]
    public async Task A_guarded_tap_without_ip_sends_under_its_tag_what_it_may()
    {
        var port = await GivenATap(ip: null);

        await Add("yes");

        ShouldBeGuardedUnderTags(port, withIp: false);
    }

    [Fact]
    public async Task An_open_trunk_sends_under_its_tag_whatever_it_likes()
    {
        var port = await GivenAVif();
        await GivenNoSnooping();

        await Online("no");

        var frames = Untagged(May.Always, May.WithoutIp, May.Never).Where(frame => frame.Length >= Shortest);
        ShouldPass(port, frames.Select(frame => Under(Own, frame)));
    }

    [Fact]
    public async Task A_trunk_is_pinned_in_each_of_its_vlans()
    {
        var port = await GivenAVif();

        await Online("yes");

        await ShouldHoldWithoutRules(port);
        ShouldPass(port, Under(Own, FromOwnMac));
        ShouldBeStopped(port, Under(Own, FromNeighboursMac));
    }

    [Fact]
    public async Task A_tag_that_a_guest_has_no_more_is_stopped()
    {
        var port = await GivenAVif();
        await Online("yes");
        ShouldPass(port, Under(Own, FromOwnMac));
        Store.Write($"{Backend}/vlan", $"10p/{Others}");

        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();

        ShouldBeStopped(port, Under(Own, FromOwnMac));
        ShouldPass(port, Under(Others, FromOwnMac));
    }

    [Fact]
    public async Task A_trunk_of_all_vlans_is_guarded()
    {
        Store.Write($"{Backend}/vlan", "10p/1-9/11-4094");
        var port = await GivenAVif();

        await Online("yes");

        ShouldPass(port, Under(Own, FromOwnMac), Under(Others, FromOwnMac));
        ShouldBeStopped(port, Under(Own, FromNeighboursMac));
        (await Offline()).ShouldSucceedQuietly();
        Assert.Equal(0, await Elements());
    }

    /// <summary>Also with another priority; and nothing under tags of others, or under two.</summary>
    private void ShouldBeGuardedUnderTags(Wire port, bool withIp)
    {
        var honest = Untagged(withIp ? [May.Always] : [May.Always, May.WithoutIp]).ToList();
        var forged = Untagged(withIp ? [May.WithoutIp, May.Never] : [May.Never]);
        ShouldPass(port, honest.Select(frame => Under(Own, frame)));
        ShouldPass(port, Under(HighestPriority | Own, FromOwnMac));
        ShouldBeStopped(port, forged.Select(frame => Under(Own, frame)));
        ShouldBeStopped(port, honest.Take(Few).Select(frame => Under(Others, frame)));
        foreach (var outer in new[] { Frame.CustomerTag, Frame.ServiceTag })
        foreach (var inner in new[] { Frame.CustomerTag, Frame.ServiceTag })
            ShouldBeStopped(port, honest.Take(Few).Select(frame => frame.Tagged(inner, Own).Tagged(outer, Own)));
    }

    private static IEnumerable<byte[]> Untagged(params May[] when) =>
        GuestFrame.AllThat(when).Where(frame => !frame.IsTagged());

    private static byte[] Under(int tag, byte[] frame) => frame.Tagged(Frame.CustomerTag, tag);
}
