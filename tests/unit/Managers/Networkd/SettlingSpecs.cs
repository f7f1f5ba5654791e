using Xen.Hotplug.Common.Managers.Networkd;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers.Networkd;

public class SettlingSpecs
{
    [Fact]
    public void Networkd_that_settles_is_left_alone() => ShouldDo("", LinkProgress.Settled, LinkProgress.Settled);

    [Fact]
    public void Networkd_that_does_not_get_on_is_reloaded_once() =>
        ShouldDo("reload ", LinkProgress.Settled, LinkProgress.AtWork, LinkProgress.Settled);

    [Fact]
    public void Networkd_that_gives_the_link_up_is_started_again() =>
        ShouldDo("restart ", LinkProgress.Settled, LinkProgress.Failed, LinkProgress.Settled);

    [Fact]
    public void Networkd_that_gives_the_link_up_late_is_started_again_too() =>
        ShouldDo(
            "reload restart ",
            LinkProgress.Settled,
            LinkProgress.AtWork,
            LinkProgress.Failed,
            LinkProgress.Settled
        );

    [Fact]
    public void Networkd_that_gives_the_link_up_twice_is_not_started_for_ever() =>
        ShouldDo("restart ", LinkProgress.Failed, LinkProgress.Failed, LinkProgress.Failed);

    [Fact]
    public void Networkd_that_waits_for_a_server_is_reloaded_once() =>
        ShouldDo("reload ", LinkProgress.AtWork, LinkProgress.AtWork, LinkProgress.AtWork);

    private static void ShouldDo(string expected, LinkProgress outcome, params LinkProgress[] seen)
    {
        var (done, next) = ("", new Queue<LinkProgress>(seen));

        var progress = Settling.Configure(_ => next.Dequeue(), () => done += "reload ", () => done += "restart ");

        Assert.Equal((expected, outcome), (done, progress));
        Assert.Empty(next);
    }
}
