using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;
using static Xen.Hotplug.UnitTests.Shadowing.SomeHost;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>An old kernel refuses to rename a link that is up: each way of changing places takes it down before.</summary>
public sealed class ShadowExchangeSpecs
{
    private static readonly InterfaceName s_name = InterfaceName.Parse("eth0", "test");
    private static readonly KernelRelease s_release = new(6, 1);

    private readonly InMemoryNetwork _network = new();

    [Theory]
    [InlineData(LinkFlags.None)]
    [InlineData(LinkFlags.Up)]
    public void Start_renames_links_that_are_down(LinkFlags flags)
    {
        var nic = Plain with { Flags = flags };
        var exchange = StartOf(nic);

        ShouldRenameLinksThatAreDown(exchange.ToBridge(Handover(nic, exchange.Shadow)), UpOf(nic));
    }

    [Fact]
    public void Undo_of_start_renames_links_that_are_down()
    {
        var exchange = StartOf(Plain).AfterToBridge();

        ShouldRenameLinksThatAreDown(exchange.ToNic(Handover(Plain, exchange.Plain)), ["eth0", "seth0"]);
    }

    [Fact]
    public void Undo_of_start_renames_links_that_are_down_if_the_nic_was_down()
    {
        var nic = Plain with { Flags = LinkFlags.None };
        var exchange = StartOf(nic).AfterToBridge();

        ShouldRenameLinksThatAreDown(exchange.ToNicThatIsDown(Handover(nic, exchange.Plain)), ["eth0", "seth0"]);
    }

    [Theory]
    [InlineData(LinkFlags.None)]
    [InlineData(LinkFlags.Up)]
    public void Stop_renames_links_that_are_down(LinkFlags flags)
    {
        var uplink = Uplink with { Flags = flags };
        var exchange = StopOf(uplink);

        ShouldRenameLinksThatAreDown(exchange.ToNic(Handover(Shadow, exchange.Plain)), [.. UpOf(uplink), "eth0"]);
    }

    [Theory]
    [InlineData(LinkFlags.None)]
    [InlineData(LinkFlags.Up)]
    public void Undo_of_stop_renames_links_that_are_down(LinkFlags flags)
    {
        var exchange = StopOf(Uplink with { Flags = flags }).AfterToNic();

        // Where the stop was refused half-way, the bridge may be up still.
        ShouldRenameLinksThatAreDown(exchange.ToBridge(Handover(Shadow, exchange.Shadow)), ["eth0", "xsb2"]);
    }

    private static ShadowExchange StartOf(Link nic) =>
        new(s_name, nic, new LinkReference(new LinkIndex(), "xsb2"), s_release);

    private static ShadowExchange StopOf(Link uplink) => new(s_name, uplink, LinkReference.To(Shadow), s_release);

    private Handover Handover(Link origin, LinkReference target) =>
        new(new LinkConfiguration([], [], [], []), origin, target, _network);

    private static string[] UpOf(Link link) => link.IsUp ? [link.Name] : [];

    private static void ShouldRenameLinksThatAreDown(Move move, string[] up)
    {
        var isUp = up.ToHashSet();
        var renames = 0;
        foreach (var command in move.Whole.Commands)
        {
            switch (command.Split(' '))
            {
                case [.., "dev", var link, "up"]:
                    isUp.Add(link);
                    break;
                case [.., "dev", var link, "down"]:
                    isUp.Remove(link);
                    break;
                case [.., "dev", var link, "name", var name]:
                    Assert.DoesNotContain(link, isUp);
                    Assert.DoesNotContain(name, isUp);
                    renames++;
                    break;
            }
        }
        Assert.Equal(2, renames);
    }
}
