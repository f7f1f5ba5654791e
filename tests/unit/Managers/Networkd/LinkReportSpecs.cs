using Xen.Hotplug.Common.Managers.Networkd;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers.Networkd;

/// <summary>With parts of what networkctl of systemd 257 printed.</summary>
public class LinkReportSpecs
{
    private const string Lease =
        """{"Family":2,"Address":[10,77,0,128],"PrefixLength":24,"ConfigSource":"DHCPv4","Scope":0,"ValidLifetimeUSec":773770979,"ConfigState":"configured"}""";

    private const string LinkLocal =
        """{"Family":10,"Address":[254,128,0,0,0,0,0,0,80,84,0,255,254,171,205,1],"PrefixLength":64,"ConfigSource":"foreign","Scope":253}""";

    private const string ByHand =
        """{"Family":2,"Address":[192,168,0,1],"PrefixLength":24,"ConfigSource":"foreign","Scope":0}""";

    private const string DefaultRoute =
        """{"Family":2,"Destination":[0,0,0,0],"DestinationPrefixLength":0,"Scope":0,"Protocol":16,"ConfigSource":"DHCPv4"}""";

    private const string KernelRoute =
        """{"Family":2,"Destination":[10,77,0,0],"DestinationPrefixLength":24,"Scope":253,"Protocol":2,"ConfigSource":"foreign"}""";

    [Fact]
    public void A_link_is_settled_once_networkd_holds_lease_and_routes() =>
        Assert.True(LinkReport.IsSettled(Report("configured", [Lease, LinkLocal], [DefaultRoute, KernelRoute])));

    [Fact]
    public void An_address_by_hand_is_not_waited_for() =>
        Assert.True(LinkReport.IsSettled(Report("configured", [Lease, ByHand], [])));

    [Fact]
    public void A_link_that_is_being_configured_is_not_settled() =>
        Assert.False(LinkReport.IsSettled(Report("configuring", [Lease], [DefaultRoute])));

    [Fact]
    public void A_link_whose_lease_networkd_does_not_know_is_not_settled() =>
        Assert.False(LinkReport.IsSettled(Report("configured", [Foreign(Lease, "DHCPv4")], [DefaultRoute])));

    [Fact]
    public void A_lifetime_as_systemd_252_spells_it_counts() =>
        Assert.False(
            LinkReport.IsSettled(
                Report(
                    "configured",
                    [Foreign(Lease, "DHCPv4").Replace("USec", "Usec", StringComparison.Ordinal)],
                    [DefaultRoute]
                )
            )
        );

    [Fact]
    public void A_link_whose_route_networkd_does_not_know_is_not_settled() =>
        Assert.False(LinkReport.IsSettled(Report("configured", [Lease], [Foreign(DefaultRoute, "DHCPv4")])));

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("""{"AdministrativeState":7}""")]
    public void What_is_no_report_settles_nothing(string text) => Assert.False(LinkReport.IsSettled(text));

    private static string Foreign(string item, string source) =>
        item.Replace($"\"{source}\"", "\"foreign\"", StringComparison.Ordinal);

    private static string Report(string state, string[] addresses, string[] routes) =>
        $$"""{"Index":3,"Name":"eth0","AdministrativeState":"{{state}}","Addresses":[{{string.Join(',', addresses)}}],"Routes":[{{string.Join(',', routes)}}]}""";
}
