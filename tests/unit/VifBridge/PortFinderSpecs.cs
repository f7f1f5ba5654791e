using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.VifBridge;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.VifBridge;

public sealed class PortFinderSpecs
{
    private static readonly Link s_other = new() { Index = 9, Name = "guest" };

    private static PortFinder Finder(string device, InMemoryNetwork table, string? backend = null) =>
        new(table, new EventRequest(true, false, Name(device), backend == null ? null : BackendPath.Parse(backend)));

    private static Link FindForOnline(string device, string? wanted, params Link[] links) =>
        FindForOnline(device, wanted, new InMemoryNetwork(links));

    private static Link FindForOnline(string device, string? wanted, InMemoryNetwork table) =>
        Finder(device, table).FindForOnline(Name(wanted ?? device));

    private static Link? FindForOffline(string? wanted, params Link[] links) =>
        FindForOffline(wanted, new InMemoryNetwork(links));

    private static Link? FindForOffline(string? wanted, InMemoryNetwork table) =>
        Finder("vif1.0", table).FindForOffline(Name(wanted ?? "vif1.0"));

    private static Link? FindRenamed(params Link[] links) => Finder("vif1.0", new InMemoryNetwork(links)).FindRenamed();

    private static string OnlineErrorOf(string device, string? wanted, params Link[] links) =>
        Assert.Throws<HotplugException>(() => FindForOnline(device, wanted, links)).Message;

    [Theory]
    [InlineData(null)]
    [InlineData("vif1.0")]
    [InlineData("guest")]
    public void An_arriving_link_is_found_by_its_first_name(string? wanted) =>
        Assert.Equal(Vif, FindForOnline("vif1.0", wanted, Eth0, Vif));

    [Fact]
    public void A_renamed_link_that_arrives_is_found_by_wanted_name_and_alias() =>
        Assert.Equal(RenamedVif, FindForOnline("vif1.0", "guest", Eth0, RenamedVif));

    [Fact]
    public void An_arriving_link_that_is_not_there_is_an_error() =>
        Assert.Equal(
            "could not find the link vif1.0; does its backend driver run?",
            OnlineErrorOf("vif1.0", "guest", Eth0)
        );

    [Fact]
    public void A_wanted_name_that_another_link_has_is_an_error() =>
        Assert.Equal(
            "could not rename vif1.0 to guest: a link of that name exists already; choose another vifname",
            OnlineErrorOf("vif1.0", "guest", Vif, s_other)
        );

    [Fact]
    public void A_wanted_name_that_is_taken_is_an_error_without_an_arriving_link() =>
        Assert.StartsWith(
            "could not rename vif1.0 to guest: ",
            OnlineErrorOf("vif1.0", "guest", s_other),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("vif1.1")]
    [InlineData("vif1")]
    [InlineData("VIF1.0")]
    [InlineData(null)]
    public void A_link_with_the_wanted_name_and_another_alias_is_another_link(string? alias) =>
        Assert.StartsWith(
            "could not rename vif1.0 to guest: ",
            OnlineErrorOf("vif1.0", "guest", RenamedVif with { Alias = alias }),
            StringComparison.Ordinal
        );

    [Fact]
    public void Another_link_with_the_wanted_name_and_this_alias_keeps_its_name() =>
        Assert.StartsWith(
            "could not rename vif1.0 to guest: ",
            OnlineErrorOf("vif1.0", "guest", Vif, RenamedVif with { Index = 8 }),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_link_with_the_device_as_alternative_name_is_another_link()
    {
        var table = new InMemoryNetwork(s_other);
        table.AlternativeNames["vif1.0"] = s_other;
        Assert.Throws<HotplugException>(() => FindForOnline("vif1.0", null, table));
        Assert.Null(FindForOffline(null, table));
    }

    [Fact]
    public void A_bridge_cannot_be_a_port() =>
        Assert.Equal("eth0 cannot be a port of a bridge: it is a bridge itself", OnlineErrorOf("eth0", null, Eth0));

    [Fact]
    public void The_loopback_link_cannot_be_a_port() =>
        Assert.Equal(
            "lo cannot be a port of a bridge: it is the loopback link itself",
            OnlineErrorOf("lo", null, new Link { Name = "lo", Flags = LinkFlags.Loopback | LinkFlags.Up })
        );

    [Theory]
    [InlineData(null)]
    [InlineData("guest")]
    public void A_leaving_link_is_found_by_its_first_name(string? wanted) =>
        Assert.Equal(Vif, FindForOffline(wanted, Eth0, Vif, s_other));

    [Fact]
    public void A_renamed_link_that_leaves_is_found_by_wanted_name_and_alias() =>
        Assert.Equal(RenamedVif, FindForOffline("guest", Eth0, RenamedVif));

    [Fact]
    public void A_leaving_link_that_is_gone_is_not_found()
    {
        Assert.Null(FindForOffline("guest", Eth0));
        Assert.Null(FindForOffline(null));
    }

    [Fact]
    public void A_link_that_has_only_the_wanted_name_does_not_leave() => Assert.Null(FindForOffline("guest", s_other));

    [Fact]
    public void A_leaving_link_with_an_unknown_name_is_found_by_its_alias()
    {
        Assert.Equal(RenamedVif, FindRenamed(Eth0, s_other, RenamedVif));
        Assert.Null(FindRenamed(Eth0, s_other));
    }

    [Fact]
    public void Not_all_links_are_listed_where_the_name_is_known()
    {
        var table = new InMemoryNetwork(Eth0, RenamedVif with { Name = "elsewhere" });
        Assert.Null(FindForOffline("guest", table));
        Assert.Equal(0, table.Listings);
    }

    [Fact]
    public void An_arriving_link_is_not_another_guests_that_has_its_name()
    {
        var others = Vif with { Name = "vif8.0", Alias = "vif7.0" };
        Assert.Equal(
            "could not find the link vif8.0: the link of that name is vif7.0, which its vifname renamed; shut that guest down and give it another vifname",
            OnlineErrorOf("vif8.0", null, Eth0, others)
        );
    }

    [Fact]
    public void A_leaving_link_is_not_another_guests_that_has_its_name() =>
        Assert.Null(FindForOffline(null, Vif with { Alias = "vif7.0" }));

    [Fact]
    public void A_link_whose_alias_is_a_remark_is_known_by_its_name() =>
        Assert.NotNull(FindForOffline(null, Vif with { Alias = "the web server" }));

    [Theory]
    [InlineData("vif1.0", true)]
    [InlineData(null, true)]
    [InlineData("vif7.0", false)]
    public void A_caller_may_know_a_link_by_the_name_it_was_given(string? alias, bool isOurs)
    {
        var finder = Finder("guest", new InMemoryNetwork(RenamedVif with { Alias = alias }), "backend/vif/1/0");
        Assert.Equal(isOurs, finder.FindForOffline(Name("guest")) != null);
    }

    [Fact]
    public void The_first_name_is_the_backends_where_the_alias_says_so()
    {
        var finder = Finder("guest", new InMemoryNetwork(RenamedVif), "backend/vif/1/0");
        Assert.Equal("vif1.0", finder.FirstNameOf(RenamedVif).Value);
        Assert.Equal("guest", finder.FirstNameOf(RenamedVif with { Alias = null }).Value);
    }

    [Theory]
    [InlineData("guest", "guest")]
    [InlineData("eth0", "vif1.0")]
    public void A_link_that_is_gone_had_no_name_that_another_link_has(string wanted, string last) =>
        Assert.Equal(last, Finder("vif1.0", new InMemoryNetwork(Eth0)).LastNameOfGone(Name(wanted)).Value);
}
