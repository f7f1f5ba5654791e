using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>Refusals on what the kernel reports, for kinds of link that not every kernel can make.</summary>
public class ShadowRefusalsSpecs
{
    private const ushort Ethernet = 1;

    private static readonly Link s_nic = new()
    {
        Index = 2,
        Name = "eth0",
        HardwareType = Ethernet,
        Address = SomeLinks.Mac("00:16:3e:00:00:01"),
        Flags = LinkFlags.Up | LinkFlags.Running,
    };

    private static string? Refusal(Link nic, bool isWireless = false, params Link[] others)
    {
        Link[] links = [nic, .. others];
        return ShadowRefusals.Find(
            ShadowState.Read(new InMemoryNetwork(links), SomeLinks.Name(nic.Name)),
            links,
            isWireless
        );
    }

    [Fact]
    public void An_ethernet_link_is_not_refused() => Assert.Null(Refusal(s_nic));

    [Theory]
    [InlineData("bond", "bond0")]
    [InlineData("team", "team0")]
    [InlineData("vrf", "red")]
    [InlineData("openvswitch", "ovs-system")]
    [InlineData("bridge", "xenbr0")]
    public void A_port_is_refused_with_its_master_and_the_masters_kind(string kind, string master)
    {
        var port = s_nic with { MasterIndex = 9, PortKind = kind };
        var refusal = Refusal(
            port,
            others: new Link
            {
                Index = 9,
                Name = master,
                Kind = kind,
            }
        );
        Assert.Contains($"a port of {master} ({kind})", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("macvlan")]
    [InlineData("macvtap")]
    [InlineData("ipvlan")]
    [InlineData("ipvtap")]
    [InlineData("macsec")]
    public void A_nic_that_another_link_shares_is_refused_with_that_links_name(string kind)
    {
        var refusal = Refusal(
            s_nic,
            others: new Link
            {
                Index = 9,
                Name = "shared",
                Kind = kind,
                ParentIndex = 2,
            }
        );
        Assert.Contains($"shared ({kind})", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vlan_on_the_nic_is_no_reason_to_refuse() =>
        Assert.Null(
            Refusal(
                s_nic,
                others: new Link
                {
                    Index = 9,
                    Name = "eth0.5",
                    Kind = "vlan",
                    ParentIndex = 2,
                }
            )
        );

    [Fact]
    public void A_parent_in_another_network_namespace_is_not_taken_for_the_nic() =>
        Assert.Null(
            Refusal(
                s_nic,
                others: new Link
                {
                    Index = 9,
                    Name = "shared",
                    Kind = "macvlan",
                    ParentIndex = 2,
                    HasForeignParent = true,
                }
            )
        );

    [Fact]
    public void A_wireless_link_is_refused() =>
        Assert.Contains("wireless", Refusal(s_nic, isWireless: true), StringComparison.Ordinal);

    [Theory]
    [InlineData((ushort)512)] // ARPHRD_PPP
    [InlineData((ushort)65534)] // ARPHRD_NONE, as WireGuard and tun have it
    public void A_link_that_is_not_ethernet_is_refused(ushort hardwareType) =>
        Assert.Contains("Ethernet", Refusal(s_nic with { HardwareType = hardwareType }), StringComparison.Ordinal);

    [Fact]
    public void A_point_to_point_link_is_refused() =>
        Assert.Contains(
            "Ethernet",
            Refusal(s_nic with { Flags = LinkFlags.Up | LinkFlags.PointToPoint }),
            StringComparison.Ordinal
        );
}
