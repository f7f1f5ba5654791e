using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

public class GuardReportSpecs
{
    private static GuardReport Read(InMemoryFirewall firewall)
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "a user who is not root is told nothing");
        return GuardReport.Read(firewall);
    }

    [Fact]
    public void A_port_is_found_by_its_index_whatever_its_name()
    {
        var report = Read(
            new InMemoryFirewall { Guards = [new GuardRecord("vif9.0", SomeLinks.Vif.Index, null, "mac x")] }
        );

        Assert.Equal("mac x", report.Find(SomeLinks.Vif));
        Assert.Null(report.Find(SomeLinks.Vif with { Index = 8, Name = "vif9.0" }));
    }

    [Theory]
    [InlineData(HostDefault.Yes, "yes")]
    [InlineData(HostDefault.No, "no")]
    [InlineData(HostDefault.Unset, "unset")]
    public void The_hosts_default_is_said_in_a_word(HostDefault value, string text) =>
        Assert.Equal(text, Read(new InMemoryFirewall { HostDefault = value }).HostDefaultText);

    [Theory]
    [InlineData(Errno.EPERM)]
    [InlineData(Errno.EACCES)]
    public void A_user_who_may_not_ask_gets_unknown(Errno error)
    {
        var report = GuardReport.Read(new InMemoryFirewall { Error = error });

        Assert.Equal("unknown", report.HostDefaultText);
        Assert.Equal("unknown", report.Find(SomeLinks.Vif));
    }

    [Fact]
    public void Another_error_is_no_reason_to_report_that_nothing_is_guarded()
    {
        var error = Assert.Throws<NetlinkException>(() => Read(new InMemoryFirewall { Error = Errno.EBUSY }));
        Assert.Equal(Errno.EBUSY, error.Error);
    }
}
