using System.Net;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

public class ShadowJournalSpecs
{
    private static Neighbour MakeNeighbour(byte[] destination) =>
        new()
        {
            Header = new NeighbourHeader { State = NeighbourHeader.Permanent },
            Destination = new IPAddress(new byte[4]),
            Attributes = Wire.Attributes(message =>
                message
                    .Bytes(NeighbourAttribute.Destination, destination)
                    .Bytes(NeighbourAttribute.LinkLayerAddress, new byte[6])
            ),
        };

    private static ShadowJournal Make()
    {
        var address = LinkAddress.Read(
            Wire.Address(
                new AddressHeader
                {
                    Family = AddressFamily.Inet,
                    PrefixLength = 24,
                    LinkIndex = 2,
                },
                message => message.Bytes(AddressAttribute.Local, [192, 0, 2, 7])
            )
        )!;
        var route = Route.Read(
            Wire.Route(
                new RouteHeader { Family = AddressFamily.Inet, Type = Route.Unicast },
                message =>
                    message.Bytes(RouteAttribute.Gateway, [192, 0, 2, 1]).Number(RouteAttribute.OutputInterface, 2)
            )
        )!;
        var neighbour = MakeNeighbour([192, 0, 2, 9]);
        var nextHop = new NextHop { Attributes = Wire.Attributes(message => message.Number(NextHopAttribute.Id, 7u)) };
        return new ShadowJournal(2, "1", 0, new LinkConfiguration([address], [neighbour], [nextHop], [route]))
        {
            AlternativeNames = ["enp3s0", "two names", "à"],
        };
    }

    [Fact]
    public void What_was_written_is_read_again()
    {
        var written = Make().Format();
        var read = ShadowJournal.Parse(written.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(written, read.Format());
        Assert.Equal("192.0.2.7/24", Assert.Single(read.Configuration.Addresses).ToString());
        Assert.Equal("192.0.2.1", Assert.Single(read.Configuration.Routes).Gateway?.ToString());
        Assert.Equal(["enp3s0", "two names", "à"], read.AlternativeNames);
        Assert.Equal((2, "1", (byte?)0), (read.NicIndex, read.ReversePathFilter, read.AddressGenerationMode));
    }

    [Fact]
    public void A_journal_that_is_cut_short_is_refused_wherever_it_ends()
    {
        var lines = Make().Format().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var count = 0; count < lines.Length; count++)
            Assert.Throws<FormatException>(() => ShadowJournal.Parse(lines[..count]));
    }

    [Theory]
    [InlineData(new byte[] { 192, 0, 2, 9 }, 1)]
    [InlineData(new byte[] { 192, 0, 2 }, 0)]
    [InlineData(new byte[0], 0)]
    public void A_neighbour_without_a_valid_address_is_passed_over(byte[] destination, int count)
    {
        var journal = Make() with { Configuration = new LinkConfiguration([], [MakeNeighbour(destination)], [], []) };
        var read = ShadowJournal.Parse(journal.Format().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(count, read.Configuration.Neighbours.Count);
    }
}
