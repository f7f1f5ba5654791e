using System.Net;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class LinkAddressSpecs
{
    private static readonly byte[] s_here = [192, 0, 2, 7];
    private static readonly byte[] s_there = [192, 0, 2, 9];
    private static readonly byte[] s_here6 = IPAddress.Parse("2001:db8::7").GetAddressBytes();
    private static readonly byte[] s_there6 = IPAddress.Parse("2001:db8::9").GetAddressBytes();

    private static LinkAddress? Read(byte family, Action<MessageWriter> write) =>
        LinkAddress.Read(
            Wire.Address(
                new AddressHeader
                {
                    Family = family,
                    PrefixLength = 24,
                    Flags = 0x80,
                    Scope = 253,
                    LinkIndex = 5,
                },
                write
            )
        );

    [Fact]
    public void An_IPv4_address_is_read_whole()
    {
        var address = Read(
            AddressFamily.Inet,
            message => message.Bytes(AddressAttribute.Address, s_here).Bytes(AddressAttribute.Local, s_here)
        )!;
        Assert.Equal(5, address.LinkIndex);
        Assert.Equal(new IPAddress(s_here), address.Local);
        Assert.Null(address.Peer);
        Assert.Equal(24, address.PrefixLength);
        Assert.Equal(0x80u, address.Flags);
        Assert.Equal(253, address.Scope);
        Assert.Equal(AddressFamily.Inet, address.Family);
        Assert.Equal("192.0.2.7/24", address.ToString());
    }

    [Fact]
    public void An_IPv6_address_comes_without_a_local_one()
    {
        var address = Read(AddressFamily.Inet6, message => message.Bytes(AddressAttribute.Address, s_here6))!;
        Assert.Null(address.Peer);
        Assert.Equal(AddressFamily.Inet6, address.Family);
        Assert.Equal("2001:db8::7/24", address.ToString());
    }

    [Fact]
    public void The_local_end_is_the_address_and_the_other_end_its_peer()
    {
        Assert.Equal(
            "192.0.2.7 peer 192.0.2.9/24",
            Read(
                    AddressFamily.Inet,
                    message => message.Bytes(AddressAttribute.Address, s_there).Bytes(AddressAttribute.Local, s_here)
                )!
                .ToString()
        );
        Assert.Equal(
            "2001:db8::7 peer 2001:db8::9/24",
            Read(
                    AddressFamily.Inet6,
                    message => message.Bytes(AddressAttribute.Local, s_here6).Bytes(AddressAttribute.Address, s_there6)
                )!
                .ToString()
        );
    }

    [Fact]
    public void Flags_that_did_not_fit_the_header_are_taken_from_their_attribute() =>
        Assert.Equal(
            0x280u,
            Read(
                AddressFamily.Inet,
                message => message.Bytes(AddressAttribute.Local, s_here).Number(AddressAttribute.Flags, 0x280u)
            )!.Flags
        );

    [Fact]
    public void All_attributes_are_kept_to_be_sent_again()
    {
        void Write(MessageWriter message) =>
            message.Bytes(AddressAttribute.Local, s_here).Text(3, "eth0:1").Number(99, 1);
        Assert.Equal(Wire.Attributes(Write), Read(AddressFamily.Inet, Write)!.Attributes);
    }

    [Fact]
    public void An_address_turns_into_the_message_that_it_was_read_from()
    {
        var message = Wire.Address(
            new AddressHeader
            {
                Family = AddressFamily.Inet,
                PrefixLength = 24,
                Flags = 0x80,
                Scope = 253,
                LinkIndex = 5,
            },
            writer => writer.Bytes(AddressAttribute.Local, s_here).Number(AddressAttribute.Flags, 0x280u)
        );
        Assert.Equal(message, LinkAddress.Read(message)!.ToPayload());
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 192, 0, 2 })]
    [InlineData(new byte[] { 192, 0, 2, 7, 0 })]
    [InlineData(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 })]
    public void An_address_of_a_length_of_another_family_is_not_read(byte[] bytes) =>
        Assert.Null(
            Read(
                AddressFamily.Inet,
                message => message.Bytes(AddressAttribute.Local, bytes).Bytes(AddressAttribute.Address, bytes)
            )
        );

    [Fact]
    public void A_message_without_an_address_is_not_read() => Assert.Null(Read(AddressFamily.Inet6, _ => { }));

    [Fact]
    public void A_message_that_is_cut_off_before_its_address_ends_is_not_read()
    {
        var message = Wire.Address(
            new AddressHeader { Family = AddressFamily.Inet },
            writer => writer.Bytes(AddressAttribute.Local, s_here)
        );
        Assert.NotNull(LinkAddress.Read(message));
        Assert.All(Wire.CutOff(message), payload => Assert.Null(LinkAddress.Read(payload)));
    }
}
