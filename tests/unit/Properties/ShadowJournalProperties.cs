using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.UnitTests.Netlink;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>The journal that a killed bridge-shadow left behind.</summary>
public class ShadowJournalProperties
{
    private static readonly Gen<Neighbour> s_neighbour =
        from destination in Gen.OneOf(Some.Bytes(4), Some.Bytes(16))
        from mac in Some.Mac
        from flags in Gen.Elements<byte>(0, NeighbourHeader.Proxy)
        select Neighbour.Read(
            new MessageWriter(0, 0)
                .Fixed(new NeighbourHeader { State = NeighbourHeader.Permanent, Flags = flags })
                .Bytes(NeighbourAttribute.Destination, destination)
                .Bytes(NeighbourAttribute.LinkLayerAddress, mac.ToBytes())
                .Payload()
        )!;

    private static readonly Gen<NextHop> s_nextHop =
        from id in Gen.Choose(1, int.MaxValue)
        select NextHop.Read(
            new MessageWriter(0, 0).Fixed(new NextHopHeader()).Number(NextHopAttribute.Id, id).Payload()
        )!;

    private static readonly Gen<ShadowJournal> s_journal =
        from counts in Gen.Choose(0, 2).ArrayOf(4)
        from addresses in SomeMessages.Address.Select(made => made.Address).ArrayOf(counts[0])
        from neighbours in s_neighbour.ArrayOf(counts[1])
        from nextHops in s_nextHop.ArrayOf(counts[2])
        from routes in SomeMessages.Route.Select(made => made.Route).ArrayOf(counts[3])
        from index in Gen.Choose(1, int.MaxValue)
        from filter in Gen.Elements(null, "0", "1", "2")
        from mode in Gen.Elements<byte?>(null, 0, 1, 3)
        select new ShadowJournal(index, filter, mode, new LinkConfiguration(addresses, neighbours, nextHops, routes));

    [Fact]
    public void A_journal_is_read_as_it_was_written() =>
        Cases.Check(
            s_journal.Select(journal => journal.Format()),
            text => Assert.Equal(text, ShadowJournal.Parse(Lines(text)).Format())
        );

    [Fact]
    public void A_damaged_journal_is_refused_or_makes_requests()
    {
        var (read, refused) = (0, 0);
        Cases.Check(
            s_journal.SelectMany(journal => DamagedRecord(journal.Format())),
            text =>
            {
                ShadowJournal journal;
                try
                {
                    journal = ShadowJournal.Parse(Lines(text));
                    read++;
                }
                // As TryRead takes them for none.
                catch (Exception exception)
                    when (exception is FormatException or OverflowException or InvalidOperationException)
                {
                    refused++;
                    return;
                }
                MakeRequests(journal.Configuration);
            }
        );
        Cases.AreAtLeast(10, read);
        Cases.AreAtLeast(10, refused);
    }

    private static void MakeRequests(LinkConfiguration configuration)
    {
        var batch = new RequestBatch();
        var handover = new Handover(
            configuration,
            SomeLinks.Eth0,
            LinkReference.To(SomeLinks.Eth1),
            new InMemoryNetwork()
        );
        handover.AddAddresses(batch);
        handover.RestoreFlags(batch);
        handover.AddNeighboursAndRoutes(batch);
        handover.DeleteAll(batch, LinkReference.To(SomeLinks.Eth0));
        foreach (var part in new[] { batch, handover.Preparation(), handover.NextHops() })
            Assert.NotNull(part.Write());
        Assert.DoesNotContain(batch.Commands, command => command.Any(char.IsControl));
    }

    private static Gen<string> DamagedRecord(string text) =>
        Gen.Frequency(
            (
                3,
                from place in Gen.Choose(0, text.Length - 1)
                from digit in Gen.Elements('0', '1', '4', '8', 'F')
                from cut in Gen.Choose(0, 4)
                select $"{text[..place]}{digit}{text[Math.Min(text.Length, place + 1 + cut)..]}"
            ),
            (1, Some.Damaged(text))
        );

    /// <summary>As File.ReadAllLines splits.</summary>
    private static string[] Lines(string text) =>
        text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.None) is [.. var lines, ""]
            ? lines
            : text.Split('\n');
}
