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
        return ReadAsAnybody(firewall);
    }

    private static GuardReport ReadAsAnybody(InMemoryFirewall firewall) =>
        GuardReport.Read(firewall.ListGuards, () => firewall.HostDefault.Word());

    private static readonly Link s_guarded = SomeLinks.OnlineVif with { PortOptions = SomeLinks.Pinned };

    [Fact]
    public void A_port_is_found_by_its_index_whatever_its_name()
    {
        var report = Read(
            new InMemoryFirewall { Guards = [new GuardRecord("vif9.0", s_guarded.Index, null, "mac x")] }
        );

        Assert.Equal("guarded: mac x, pinned", report.Describe(s_guarded));
        Assert.Null(report.Describe(s_guarded with { Index = 8, Name = "vif9.0" }));
    }

    [Fact]
    public void A_guard_by_rules_alone_is_told_from_one_that_is_pinned()
    {
        var report = Read(
            new InMemoryFirewall { Guards = [new GuardRecord("vif1.0", s_guarded.Index, null, "mac x")] }
        );

        var words = report.Describe(s_guarded with { PortOptions = SomeLinks.GuardedByRules });

        Assert.Equal("guarded: mac x, by rules alone", words);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x4000)]
    [InlineData(0x1)]
    public void A_guard_without_its_mask_is_not_called_one(int mask)
    {
        var report = Read(
            new InMemoryFirewall { Guards = [new GuardRecord("vif1.0", s_guarded.Index, null, "mac x")] }
        );

        var words = report.Describe(s_guarded with { PortOptions = SomeLinks.Pinned with { GroupForwardMask = mask } });

        Assert.StartsWith(
            $"guard not whole: its group_fwd_mask is 0x{mask:x}, without 0x4001",
            words,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "guarded: mac x, pinned",
            report.Describe(s_guarded with { PortOptions = SomeLinks.Pinned with { GroupForwardMask = 0x4009 } })
        );
    }

    [Fact]
    public void A_guard_whose_rules_are_gone_is_not_called_one()
    {
        var record = new GuardRecord("vif1.0", s_guarded.Index, null, "mac x")
        {
            Fault = new GuardFault("the rules are gone"),
        };

        Assert.Equal("guard not whole: the rules are gone", Read(new() { Guards = [record] }).Describe(s_guarded));
    }

    [Fact]
    public void A_whole_guard_counts_for_more_than_a_partial_one()
    {
        var whole = new GuardRecord("vif1.0", s_guarded.Index, null, "mac x");
        var partial = whole with { Description = "ip any", IsPartial = true };

        Assert.Equal("guarded: mac x, pinned", Read(new() { Guards = [whole, partial] }).Describe(s_guarded));
        Assert.Equal("guarded: ip any", Read(new() { Guards = [partial] }).Describe(SomeLinks.OnlineVif));
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
        var report = ReadAsAnybody(new InMemoryFirewall { Error = error });

        Assert.Equal("unknown", report.HostDefaultText);
        Assert.Equal("guarded: unknown", report.Describe(SomeLinks.Vif));
    }

    [Fact]
    public void Another_error_is_no_reason_to_report_that_nothing_is_guarded()
    {
        var error = Assert.Throws<NetlinkException>(() => Read(new InMemoryFirewall { Error = Errno.EBUSY }));
        Assert.Equal(Errno.EBUSY, error.Error);
    }
}
