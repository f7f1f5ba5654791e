using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class LinkReaderSpecs
{
    private static readonly byte[] s_mac = [0, 0x16, 0x3e, 1, 2, 3];

    private static Link Read(Action<MessageWriter> write) => LinkReader.Read(Wire.Link(default, write))!;

    private static Link ReadInformation(Action<MessageWriter> write) =>
        Read(message => message.Nest(LinkAttribute.Information, write));

    /// <summary>A port of a bridge, as the kernel describes it.</summary>
    private static readonly byte[] s_port = Wire.Link(
        new LinkHeader
        {
            HardwareType = 1,
            Index = 7,
            Flags = 0x11043,
        },
        message =>
            message
                .Text(LinkAttribute.Name, "vif1.0")
                .Number(LinkAttribute.Mtu, 1500)
                .Number(LinkAttribute.Link, 8)
                .Number(LinkAttribute.LinkNamespace, 0)
                .Number(LinkAttribute.Master, 3)
                .Text(LinkAttribute.Alias, "the guest's")
                .Bytes(LinkAttribute.Address, s_mac)
                .Nest(LinkAttribute.Xdp, xdp => xdp.Number(2, (byte)1))
                .Nest(
                    LinkAttribute.Information,
                    information =>
                        information
                            .Text(LinkAttribute.InformationKind, "veth")
                            .Text(LinkAttribute.InformationSlaveKind, "bridge")
                            .Nest(
                                LinkAttribute.InformationSlaveData,
                                port => port.Number(LinkAttribute.BridgePortState, (byte)3)
                            )
                )
                .Nest(
                    LinkAttribute.AddressFamilies,
                    families =>
                        families
                            .Nest(AddressFamily.Inet, inet => inet.Number(1, 0))
                            .Nest(
                                AddressFamily.Inet6,
                                inet6 => inet6.Number(LinkAttribute.Inet6AddressGenerationMode, (byte)1)
                            )
                )
    );

    [Fact]
    public void A_port_is_read_whole() =>
        Assert.Equal(
            new Link
            {
                Index = 7,
                Name = "vif1.0",
                Flags = (LinkFlags)0x11043,
                HardwareType = 1,
                Mtu = 1500,
                Address = MacAddress.FromBytes(s_mac),
                MasterIndex = 3,
                ParentIndex = 8,
                HasForeignParent = true,
                Kind = "veth",
                PortKind = "bridge",
                Alias = "the guest's",
                HasXdp = true,
                Inet6AddressGenerationMode = 1,
                BridgePortState = 3,
            },
            LinkReader.Read(s_port)
        );

    [Fact]
    public void A_message_without_attributes_leaves_all_but_the_index_unset() =>
        Assert.Equal(new Link { Index = 7 }, LinkReader.Read(Wire.Link(new LinkHeader { Index = 7 }, _ => { })));

    [Fact]
    public void A_bridge_tells_its_spanning_tree_and_delay()
    {
        var bridge = ReadInformation(information =>
            information
                .Text(LinkAttribute.InformationKind, "bridge")
                .Nest(
                    LinkAttribute.InformationData,
                    data => data.Number(LinkAttribute.BridgeForwardDelay, 1499).Number(LinkAttribute.BridgeStpState, 1)
                )
        );
        Assert.True(bridge.IsBridge);
        Assert.True(bridge.StpEnabled);
        Assert.Equal(1499, bridge.ForwardDelay);
        Assert.Null(bridge.BridgePortState);
    }

    [Fact]
    public void The_order_of_a_kind_and_its_data_does_not_matter()
    {
        var bridge = ReadInformation(information =>
            information
                .Nest(LinkAttribute.InformationData, data => data.Number(LinkAttribute.BridgeForwardDelay, 1499))
                .Text(LinkAttribute.InformationKind, "bridge")
        );
        Assert.Equal(1499, bridge.ForwardDelay);
    }

    [Fact]
    public void The_data_of_another_kind_is_not_taken_for_a_bridge()
    {
        var vlan = ReadInformation(information =>
            information
                .Text(LinkAttribute.InformationKind, "vlan")
                .Nest(LinkAttribute.InformationData, data => data.Number(1, 100).Number(5, 1))
                .Text(LinkAttribute.InformationSlaveKind, "bond")
                .Nest(LinkAttribute.InformationSlaveData, data => data.Number(1, (byte)1))
        );
        Assert.False(vlan.IsBridge);
        Assert.False(vlan.StpEnabled);
        Assert.Equal(0, vlan.ForwardDelay);
        Assert.Equal("bond", vlan.PortKind);
        Assert.Null(vlan.BridgePortState);
    }

    [Theory]
    [InlineData("vlan", new byte[] { 0x81, 0x00 }, 20)]
    [InlineData("vlan", new byte[] { 0x88, 0xa8 }, 0)]
    [InlineData("vlan", new byte[0], 20)]
    [InlineData("vxlan", new byte[] { 0x81, 0x00 }, 0)]
    public void A_vlan_link_tells_its_ID_in_tags_of_802_1Q_alone(string kind, byte[] protocol, int id) =>
        Assert.Equal(
            id,
            ReadInformation(information =>
                information
                    .Text(LinkAttribute.InformationKind, kind)
                    .Nest(
                        LinkAttribute.InformationData,
                        data =>
                            data.Number(LinkAttribute.VlanId, (ushort)20).Bytes(LinkAttribute.VlanProtocol, protocol)
                    )
            ).VlanId
        );

    [Fact]
    public void The_number_0_of_a_namespace_is_a_foreign_namespace() =>
        Assert.True(Read(message => message.Number(LinkAttribute.LinkNamespace, 0)).HasForeignParent);

    [Fact]
    public void An_empty_alias_is_no_alias() =>
        Assert.Null(Read(message => message.Text(LinkAttribute.Alias, "")).Alias);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    public void A_program_is_attached_unless_the_kernel_says_that_none_is(byte mode, bool isAttached) =>
        Assert.Equal(isAttached, Read(message => message.Nest(LinkAttribute.Xdp, xdp => xdp.Number(2, mode))).HasXdp);

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0x1, true, false)]
    [InlineData(0x40, false, true)]
    [InlineData(0x41, true, true)]
    [InlineData(0x10000, false, false)]
    public void Up_and_running_are_flags(uint flags, bool isUp, bool isRunning)
    {
        var link = LinkReader.Read(Wire.Link(new LinkHeader { Flags = flags }, _ => { }))!;
        Assert.Equal(isUp, link.IsUp);
        Assert.Equal(isRunning, link.IsRunning);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(20)]
    public void An_address_that_is_not_of_Ethernets_length_is_not_read(int length) =>
        Assert.Null(Read(message => message.Bytes(LinkAttribute.Address, new byte[length])).Address);

    [Fact]
    public void What_is_unknown_is_passed_over()
    {
        var link = Read(message =>
            message
                .Bytes(0x3ffe, new byte[300])
                .Nest(LinkAttribute.Information, nest => nest.Number(99, 1).Text(LinkAttribute.InformationKind, "veth"))
                .Nest(LinkAttribute.AddressFamilies, nest => nest.Nest(99, family => family.Number(8, (byte)1)))
                .Text(LinkAttribute.Name, "eth0")
        );
        Assert.Equal(new Link { Name = "eth0", Kind = "veth" }, link);
    }

    [Theory]
    [InlineData(LinkAttribute.Mtu)]
    [InlineData(LinkAttribute.Link)]
    [InlineData(LinkAttribute.Master)]
    [InlineData(LinkAttribute.Address)]
    [InlineData(LinkAttribute.Name)]
    [InlineData(LinkAttribute.Alias)]
    [InlineData(LinkAttribute.Information)]
    [InlineData(LinkAttribute.AddressFamilies)]
    [InlineData(LinkAttribute.Xdp)]
    public void An_empty_attribute_leaves_its_property_unset(ushort attribute) =>
        Assert.Equal(new Link(), Read(message => message.Bytes(attribute, [])));

    [Fact]
    public void A_message_that_is_too_short_for_its_header_is_not_read() =>
        Assert.All(Wire.CutOff(s_port[..16]), payload => Assert.Null(LinkReader.Read(payload)));

    [Fact]
    public void A_message_that_is_cut_off_anywhere_says_what_came_before()
    {
        var whole = LinkReader.Read(s_port)!;
        for (var length = 16; length < s_port.Length; length++)
        {
            var link = LinkReader.Read(s_port.AsSpan(0, length))!;
            Assert.Equal(whole.Index, link.Index);
            Assert.True(link.Name == (length < 16 + 4 + "vif1.0\0".Length ? "" : whole.Name));
        }
    }

    [Theory]
    [InlineData(3, 1492)]
    [InlineData(2, null)]
    public void The_MTU_of_IPv6_is_the_third_of_its_numbers(int count, int? mtu) =>
        Assert.Equal(
            mtu,
            Read(message =>
                message.Nest(
                    LinkAttribute.AddressFamilies,
                    families =>
                        families.Nest(
                            AddressFamily.Inet6,
                            inet6 =>
                                inet6.Bytes(
                                    LinkAttribute.Inet6Configuration,
                                    ((byte[])[0, 0, 0, 0, 64, 0, 0, 0, 0xd4, 5, 0, 0]).AsSpan(0, 4 * count)
                                )
                        )
                )
            ).Inet6Mtu
        );
}
