using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.XenBridgeDoctor;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

public sealed class ExaminationSpecs : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("doctor").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static readonly Backend s_backend = new(
        1,
        0,
        "web",
        new Dictionary<string, string> { ["bridge"] = "eth0" }
    );

    private static readonly Link s_uplink = new()
    {
        Index = 2,
        Name = "seth0",
        MasterIndex = SomeLinks.Eth0.Index,
        Mtu = 1500,
        Flags = LinkFlags.Up | LinkFlags.Running,
        Address = SomeLinks.Eth0.Address,
    };

    private Examination Examine(Backend backend, params Link[] links) =>
        Examine(backend, new GuardView(false, []), links);

    private Examination Examine(Backend backend, GuardView guards, params Link[] links) =>
        Examination.Of(
            new Host(new InMemoryNetwork(links))
            {
                Files = new HostFiles(_root),
                Store = new StoreReport([backend], [], null),
                Guards = guards,
                Forwarding = new ForwardView([], []),
                IsRoot = true,
            }
        );

    private static List<string> Faults(Examination examination) =>
        [
            .. examination
                .Findings.Where(entry => entry.Finding.Verdict > Verdict.Unseen)
                .Select(entry => $"{entry.Check.Name} {entry.Finding.Subject}"),
        ];

    private IEnumerable<Finding> FindingsOf(string check, params Link[] links) =>
        Examine(s_backend, links).Findings.Where(entry => entry.Check.Name == check).Select(entry => entry.Finding);

    [Fact]
    public void A_port_in_place_is_well_and_its_hotplug_status_is_examined()
    {
        var vif = SomeLinks.OnlineVif with { Flags = LinkFlags.Up | LinkFlags.Running };

        // No link in memory has an address.
        Assert.Equal(
            ["host-network host", "hotplug-status vif1.0"],
            Faults(Examine(s_backend, SomeLinks.Eth0, s_uplink, vif))
        );
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("the rules are gone", null, true)]
    [InlineData(null, "nft is not installed", true)]
    public void Guards_that_do_not_hold_or_cannot_be_had_are_wrong(string? fault, string? refusal, bool isWrong)
    {
        var guards = new GuardView(
            true,
            [
                new GuardRecord("vif1.0", SomeLinks.OnlineVif.Index, null, "mac x")
                {
                    Fault = fault == null ? null : new GuardFault(fault),
                },
            ]
        )
        {
            WhyRefused = refusal,
        };

        var faults = Faults(Examine(s_backend, guards, SomeLinks.Eth0, s_uplink, SomeLinks.OnlineVif));

        Assert.Equal(isWrong, faults.Contains("antispoofing antispoofing"));
    }

    [Fact]
    public void A_renamed_port_is_called_by_the_name_that_it_has()
    {
        var vif = SomeLinks.RenamedVif with { MasterIndex = 0 };

        Assert.Contains("guest-ports guest", Faults(Examine(s_backend, SomeLinks.Eth0, s_uplink, vif)));
    }

    [Fact]
    public void Every_fault_names_a_command_and_nothing_else_does()
    {
        foreach (
            var (_, finding) in Examine(s_backend, SomeLinks.Eth0 with { Flags = LinkFlags.None }, s_uplink).Findings
        )
            Assert.Equal(finding.Verdict > Verdict.Unseen, finding.Cure is { Length: > 0 });
    }

    [Theory]
    [InlineData("networkmanager", "/run/NetworkManager/devices/99", "[device]\nmanaged=true\n")]
    [InlineData("systemd-networkd", "/run/systemd/netif/links/99", "NETWORK_FILE=/etc/systemd/network/all.network\n")]
    [InlineData("ifupdown", "/run/network/ifstate", "lo=lo\n")]
    [InlineData("ifupdown", "/etc/network/interfaces", "auto lo\niface lo inet loopback\n")]
    public void A_manager_that_leaves_our_links_alone_is_well(string check, string path, string text)
    {
        Directory.CreateDirectory(_root + Path.GetDirectoryName(path));
        File.WriteAllText(_root + path, text);

        var finding = Assert.Single(FindingsOf(check, SomeLinks.OnlineVif));

        Assert.Equal(Verdict.Well, finding.Verdict);
    }

    [Theory]
    [InlineData("networkmanager")]
    [InlineData("systemd-networkd")]
    [InlineData("ifupdown")]
    public void A_manager_that_the_host_does_not_have_is_not_spoken_of(string check) =>
        Assert.Empty(FindingsOf(check, SomeLinks.OnlineVif));

    [Fact]
    public void Ports_that_all_have_a_guest_are_well() =>
        Assert.Equal(
            [Finding.Well("guests", "xenstore knows the guest of every port")],
            FindingsOf("ports-without-guest", SomeLinks.OnlineVif)
        );

    [Fact]
    public void Findings_take_the_place_of_well()
    {
        var fault = Finding.Wrong("eth0", "is down", "ip link set dev eth0 up");

        Assert.Equal([fault], new[] { fault }.OrWell("eth0", "is up"));
        Assert.Equal([Finding.Well("eth0", "is up")], Array.Empty<Finding>().OrWell("eth0", "is up"));
    }

    [Fact]
    public void The_exit_status_is_that_of_the_worst()
    {
        Examination Of(params Verdict[] verdicts) =>
            new([.. verdicts.Select(verdict => (default(ICheck)!, new Finding(verdict, "x", "y")))]);

        Assert.Equal(0, Of().ExitStatus);
        Assert.Equal(0, Of(Verdict.Well, Verdict.Unseen).ExitStatus);
        Assert.Equal(1, Of(Verdict.Doubtful, Verdict.Well).ExitStatus);
        Assert.Equal(2, Of(Verdict.Doubtful, Verdict.Wrong, Verdict.Well).ExitStatus);
    }

    [Fact]
    public void A_name_with_characters_of_the_shell_is_quoted_in_the_command()
    {
        var bridge = SomeLinks.Eth0 with { Name = "a;$(b)", Flags = LinkFlags.None };
        var vif = SomeLinks.OnlineVif with { MasterIndex = bridge.Index };

        var examination = Examine(s_backend, bridge, vif);

        Assert.Contains(examination.Findings, entry => entry.Finding.Cure == "ip link set dev 'a;$(b)' up");
    }
}
