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

    private const string Advertised =
        """{"Family":10,"Address":[253,119,0,0,0,0,0,0,80,84,0,255,254,171,205,1],"PrefixLength":64,"ConfigSource":"NDisc","Scope":0,"Flags":768,"ValidLifetimeUSec":2234269086}""";

    [Fact]
    public void A_link_is_settled_once_networkd_holds_lease_and_routes() =>
        Assert.Equal(
            LinkProgress.Settled,
            Progress(Report("configured", [Lease, LinkLocal], [DefaultRoute, KernelRoute]))
        );

    [Fact]
    public void An_address_by_hand_is_not_waited_for() =>
        Assert.Equal(LinkProgress.Settled, Progress(Report("configured", [Lease, ByHand], [])));

    [Theory]
    [InlineData(1)] // the kernel's own
    [InlineData(0x200)] // a copy of one
    public void A_temporary_address_is_not_waited_for(int flags) =>
        Assert.Equal(
            LinkProgress.Settled,
            Progress(Report("configured", [Advertised, WithFlags(Foreign(Advertised, "NDisc"), flags)], []))
        );

    [Fact]
    public void A_link_with_an_advertised_address_unknown_is_not_settled() =>
        Assert.Equal(LinkProgress.AtWork, Progress(Report("configured", [Foreign(Advertised, "NDisc")], [])));

    [Fact]
    public void A_link_whose_lease_of_DHCPv6_is_unknown_is_not_settled() =>
        Assert.Equal(
            LinkProgress.AtWork,
            Progress(
                Report(
                    "configured",
                    [WithFlags(Foreign(Advertised, "NDisc"), 0x200).Replace(":64", ":128", StringComparison.Ordinal)],
                    []
                )
            )
        );

    [Fact]
    public void A_link_that_is_being_configured_is_not_settled() =>
        Assert.Equal(LinkProgress.AtWork, Progress(Report("configuring", [Lease], [DefaultRoute])));

    [Fact]
    public void A_link_whose_lease_networkd_does_not_know_is_not_settled() =>
        Assert.Equal(LinkProgress.AtWork, Progress(Report("configured", [Foreign(Lease, "DHCPv4")], [DefaultRoute])));

    [Fact]
    public void A_lifetime_as_systemd_252_spells_it_counts() =>
        Assert.Equal(
            LinkProgress.AtWork,
            Progress(
                Report(
                    "configured",
                    [Foreign(Lease, "DHCPv4").Replace("USec", "Usec", StringComparison.Ordinal)],
                    [DefaultRoute]
                )
            )
        );

    [Fact]
    public void A_link_whose_route_networkd_does_not_know_is_not_settled() =>
        Assert.Equal(LinkProgress.AtWork, Progress(Report("configured", [Lease], [Foreign(DefaultRoute, "DHCPv4")])));

    [Fact]
    public void A_link_that_networkd_gave_up_has_failed() =>
        Assert.Equal(LinkProgress.Failed, Progress(Report("failed", [Lease], [DefaultRoute])));

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("""{"AdministrativeState":7}""")]
    public void What_is_no_report_settles_nothing(string text) => Assert.Equal(LinkProgress.AtWork, Progress(text));

    [Fact]
    public void A_report_of_the_link_that_had_the_name_settles_nothing() =>
        Assert.Equal(LinkProgress.AtWork, LinkReport.Read(Report("configured", [], [])).ProgressOf(2));

    [Fact]
    public void A_failure_of_the_link_that_had_the_name_is_not_this_ones() =>
        Assert.Equal(LinkProgress.AtWork, LinkReport.Read(Report("failed", [], [])).ProgressOf(2));

    [Fact]
    public void A_link_by_a_file_that_is_deleted_is_not_settled() =>
        Assert.Equal(
            LinkProgress.AtWork,
            Progress(
                Report("configured", [], []).Replace("/proc/self/exe", "/nowhere.network", StringComparison.Ordinal)
            )
        );

    [Fact]
    public void A_link_by_no_file_is_not_settled() =>
        Assert.Equal(
            LinkProgress.AtWork,
            Progress(Report("configured", [], []).Replace("/proc/self/exe", "", StringComparison.Ordinal))
        );

    private static LinkProgress Progress(string report) => LinkReport.Read(report).ProgressOf(3);

    private static string WithFlags(string address, int flags) =>
        address.Replace(":768", $":{flags}", StringComparison.Ordinal);

    private static string Foreign(string item, string source) =>
        item.Replace($"\"{source}\"", "\"foreign\"", StringComparison.Ordinal);

    private static string Report(string state, string[] addresses, string[] routes) =>
        $$"""{"Index":3,"Name":"eth0","NetworkFile":"/proc/self/exe","AdministrativeState":"{{state}}","Addresses":[{{string.Join(',', addresses)}}],"Routes":[{{string.Join(',', routes)}}]}""";
}
