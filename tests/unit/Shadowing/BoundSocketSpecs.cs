using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

public class BoundSocketSpecs
{
    private static readonly Link s_link = new() { Index = 2, Name = "eth0" };

    [Fact]
    public void A_socket_is_described_by_its_program_and_process() =>
        Assert.Equal(
            "dhclient (process 68) has a packet socket bound to eth0",
            new BoundSocket(IsPacketSocket: true, new SocketOwner("dhclient", 68)).Describe(s_link)
        );

    [Fact]
    public void A_socket_whose_program_cannot_be_seen_says_so() =>
        Assert.Equal(
            "a program that cannot be seen from here has a socket bound to eth0",
            new BoundSocket(IsPacketSocket: false, null).Describe(s_link)
        );

    [Fact]
    public void A_program_puts_no_control_character_into_the_sentence() =>
        Assert.Equal(
            @"'\x1b[2J) (\nx' (process 68) has a socket bound to eth0",
            new BoundSocket(IsPacketSocket: false, new SocketOwner("\u001b[2J) (\nx", 68)).Describe(s_link)
        );
}
