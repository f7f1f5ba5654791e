using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What each frame that a guest may send, or would like to, comes to. The frames are sent from one guest each.</summary>
public abstract class AntispoofFrameSpecs
{
    public static TheoryData<string> All => [.. GuestFrame.Names(May.Always, May.WithoutIp, May.Never)];

    public static TheoryData<string> Honest => [.. GuestFrame.Names(May.Always)];

    public static TheoryData<string> Forged => [.. GuestFrame.Names(May.WithoutIp, May.Never)];

    public static TheoryData<string> HonestWithoutIp => [.. GuestFrame.Names(May.Always, May.WithoutIp)];

    public static TheoryData<string> ForgedWithoutIp => [.. GuestFrame.Names(May.Never)];
}

public sealed class AntispoofVifFrameSpecs(GuardedVif host) : AntispoofFrameSpecs, IClassFixture<GuardedVif>
{
    [Theory]
    [MemberData(nameof(Honest))]
    public void An_honest_frame_passes_a_guarded_vif(string frame) => host.ShouldPass(frame);

    [Theory]
    [MemberData(nameof(Forged))]
    public void A_forged_frame_is_stopped_at_a_guarded_vif(string frame) => host.ShouldBeStopped(frame);
}

public sealed class AntispoofVifWithoutIpFrameSpecs(GuardedVifWithoutIp host)
    : AntispoofFrameSpecs,
        IClassFixture<GuardedVifWithoutIp>
{
    [Theory]
    [MemberData(nameof(HonestWithoutIp))]
    public void An_honest_frame_passes_a_guarded_vif_without_ip(string frame) => host.ShouldPass(frame);

    [Theory]
    [MemberData(nameof(ForgedWithoutIp))]
    public void A_forged_frame_is_stopped_at_a_guarded_vif_without_ip(string frame) => host.ShouldBeStopped(frame);
}

public sealed class AntispoofTapFrameSpecs(GuardedTap host) : AntispoofFrameSpecs, IClassFixture<GuardedTap>
{
    [Theory]
    [MemberData(nameof(Honest))]
    public void An_honest_frame_passes_a_guarded_tap(string frame) => host.ShouldPass(frame);

    [Theory]
    [MemberData(nameof(Forged))]
    public void A_forged_frame_is_stopped_at_a_guarded_tap(string frame) => host.ShouldBeStopped(frame);
}

public sealed class AntispoofTapWithoutIpFrameSpecs(GuardedTapWithoutIp host)
    : AntispoofFrameSpecs,
        IClassFixture<GuardedTapWithoutIp>
{
    [Theory]
    [MemberData(nameof(HonestWithoutIp))]
    public void An_honest_frame_passes_a_guarded_tap_without_ip(string frame) => host.ShouldPass(frame);

    [Theory]
    [MemberData(nameof(ForgedWithoutIp))]
    public void A_forged_frame_is_stopped_at_a_guarded_tap_without_ip(string frame) => host.ShouldBeStopped(frame);
}

/// <summary>Without the guard every frame arrives, or the specs above would hold of anything.</summary>
public sealed class AntispoofOpenVifFrameSpecs(OpenVif host) : AntispoofFrameSpecs, IClassFixture<OpenVif>
{
    [Theory]
    [MemberData(nameof(All))]
    public void Every_frame_passes_a_vif_that_is_not_guarded(string frame) => host.ShouldPass(frame);
}

public sealed class AntispoofOpenTapFrameSpecs(OpenTap host) : AntispoofFrameSpecs, IClassFixture<OpenTap>
{
    [Theory]
    [MemberData(nameof(All))]
    public void Every_frame_passes_a_tap_that_is_not_guarded(string frame) => host.ShouldPass(frame);
}
