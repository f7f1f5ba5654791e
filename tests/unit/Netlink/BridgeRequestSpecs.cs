using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

/// <summary>What is told to bridges, byte for byte; that of VLANs this machine's kernel may not know.</summary>
public class BridgeRequestSpecs
{
    private static readonly LinkReference s_port = new(new LinkIndex(7), "vif1.0");

    private static RawSettings Vlans(params (ushort Flags, ushort Number)[] vlans) =>
        RawSettings.Read(
            Wire.Attributes(message =>
            {
                foreach (var (flags, number) in vlans)
                    message.Number(BridgeSpecification.Vlan, flags | number << 16);
            })
        );

    private static byte[] Specification(MessageWriter message, out LinkHeader header)
    {
        var payload = message.Payload();
        header = MemoryMarshal.Read<LinkHeader>(payload);
        return AttributeReader.Find(payload.AsSpan(16), LinkAttribute.AddressFamilies).ToArray();
    }

    [Fact]
    public void VLANs_that_are_missing_are_added_after_superfluous_ones_are_deleted()
    {
        var batch = new RequestBatch().ReplaceVlans(s_port, Vlans((6, 10), (0, 20)), Vlans((6, 1), (0, 20)));

        var messages = batch.Write().ToList();
        Assert.Equal([MessageType.DeleteLink, MessageType.SetLink], messages.Select(message => message.Type));
        Assert.Equal([8, 0, 2, 0, 6, 0, 1, 0], Specification(messages[0], out var header));
        Assert.Equal((AddressFamily.Bridge, 7), (header.Family, header.Index));
        Assert.Equal([8, 0, 2, 0, 6, 0, 10, 0], Specification(messages[1], out header));
        Assert.Equal((AddressFamily.Bridge, 7), (header.Family, header.Index));
    }

    [Fact]
    public void VLANs_of_the_bridge_itself_say_so()
    {
        var batch = new RequestBatch().ReplaceVlansOfBridge(s_port, Vlans((0, 10)), Vlans());

        // IFLA_BRIDGE_FLAGS: BRIDGE_FLAGS_SELF, with its padding.
        Assert.Equal(
            [6, 0, 0, 0, 2, 0, 0, 0, 8, 0, 2, 0, 0, 0, 10, 0],
            Specification(Assert.Single(batch.Write()), out _)
        );
    }

    [Fact]
    public void VLANs_that_are_there_need_nothing() =>
        Assert.True(new RequestBatch().ReplaceVlans(s_port, Vlans((6, 1)), Vlans((6, 1))).IsEmpty);

    [Fact]
    public void VLANs_are_read_with_their_tunnels_and_nothing_else()
    {
        var message = new MessageWriter(MessageType.NewLink, 0)
            .Fixed(new LinkHeader { Family = AddressFamily.Bridge, Index = 7 })
            .Nest(
                LinkAttribute.AddressFamilies,
                nest =>
                    nest.Number(BridgeSpecification.Flags, (ushort)1)
                        .Number(BridgeSpecification.Vlan, 6 | 10 << 16)
                        .Nest(BridgeSpecification.VlanTunnel, tunnel => tunnel.Number(1, 100))
            );

        var read = BridgeVlans.Read(message.Payload())!;

        Assert.Equal(7, read.Index);
        Assert.Equal([BridgeSpecification.Vlan, BridgeSpecification.VlanTunnel], read.Vlans.Types);
    }

    [Fact]
    public void A_link_of_another_family_has_no_VLANs_of_bridges() =>
        Assert.Null(BridgeVlans.Read(Wire.Link(new LinkHeader { Index = 7 }, _ => { })));

    [Fact]
    public void What_only_a_newer_kernel_knows_is_set_by_itself_and_may_fail()
    {
        var settings = RawSettings.Read(
            Wire.Attributes(message => message.Number(8, (byte)0).Number(33, (byte)1).Number(99, (byte)1))
        );

        var batch = new RequestBatch().SetBridgePort(s_port, settings);

        Assert.Equal(
            ["# set attributes 8, 33 of the port vif1.0", "# set attribute 99 of the port vif1.0"],
            batch.Commands
        );
    }

    [Fact]
    public void A_static_entry_is_told_to_the_bridge_of_its_port()
    {
        var entry = Entry(linkIndex: 7, state: 0x40, flags: 0x20);

        Assert.True(entry.IsLasting);
        Assert.Equal((7, 5), (entry.LinkIndex, entry.BridgeIndex));
        var sent = entry.Add(8).Payload();
        var header = MemoryMarshal.Read<NeighbourHeader>(sent);
        // NTF_OFFLOADED is the driver's to say.
        Assert.Equal((8, 4, 0x40), (header.LinkIndex, header.Flags, header.State));
        Assert.Equal(6, AttributeReader.Find(sent.AsSpan(12), NeighbourAttribute.LinkLayerAddress).Length);
        Assert.True(AttributeReader.Find(sent.AsSpan(12), NeighbourAttribute.Master).IsEmpty);
        Assert.True(AttributeReader.Find(sent.AsSpan(12), NeighbourAttribute.CacheInformation).IsEmpty);
    }

    [Fact]
    public void An_entry_of_the_bridge_itself_goes_to_the_bridge_as_it_is_now()
    {
        var entry = Entry(linkIndex: 5, state: 0x80, flags: 0);

        var header = MemoryMarshal.Read<NeighbourHeader>(entry.Add(9).Payload());

        Assert.Equal((9, 2), (header.LinkIndex, header.Flags));
    }

    [Theory]
    [InlineData(0x80, 0, true)]
    [InlineData(0x40, 0, true)]
    [InlineData(0x02, 0x10, true)] // learned by a program
    [InlineData(0x02, 0x40, true)] // sticky
    [InlineData(0x02, 0, false)] // learned by the bridge
    [InlineData(0x80, 2, false)] // the link's own, which it keeps
    public void An_entry_lasts_if_somebody_set_it(ushort state, byte flags, bool lasts) =>
        Assert.Equal(lasts, Entry(7, state, flags).IsLasting);

    private static ForwardingEntry Entry(int linkIndex, ushort state, byte flags) =>
        Wire.Forwarding(
            new NeighbourHeader
            {
                LinkIndex = linkIndex,
                State = state,
                Flags = flags,
            },
            SomeLinks.Mac("02:00:00:00:00:09"),
            bridgeIndex: 5
        );
}
