using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

/// <summary>Several requests in one datagram, of a kind that the kernel answers for every user.</summary>
public sealed class NetlinkSocketSpecs : IDisposable
{
    private const int RouteProtocol = 0; // NETLINK_ROUTE
    private const ushort Nothing = 1; // NLMSG_NOOP
    private const ushort NoSuchRequest = 0xfff;
    private const int NoLink = int.MaxValue;

    private readonly NetlinkSocket _socket = NetlinkSocket.Open(RouteProtocol);

    public void Dispose() => _socket.Dispose();

    private static MessageWriter Ask(int link) =>
        new MessageWriter(MessageType.GetLink, MessageFlags.Acknowledge).Fixed(new LinkHeader { Index = link });

    /// <summary>What begins and ends a transaction is like this: nobody answers it, unless it is refused.</summary>
    private static MessageWriter Frame(ushort type = Nothing) => new MessageWriter(type, 0).Fixed(new LinkHeader());

    private int[] FailedPlaces(params MessageWriter[] requests) => [.. _socket.ExecuteTogether(requests).Keys.Order()];

    [Fact]
    public void An_empty_list_of_requests_has_no_errors() => Assert.Empty(_socket.ExecuteTogether([]));

    [Fact]
    public void A_request_that_fails_is_known_by_its_place_and_stops_no_later_one()
    {
        Assert.Equal([1, 3], FailedPlaces(Ask(1), Ask(NoLink), Ask(1), Ask(NoLink)));
        Assert.Equal([0], FailedPlaces(Ask(NoLink), Ask(1)));
        Assert.Empty(FailedPlaces(Ask(1), Ask(1)));
    }

    [Fact]
    public void The_error_of_a_request_is_the_kernels() =>
        Assert.Equal(Errno.ENODEV, _socket.ExecuteTogether([Ask(1), Ask(NoLink)])[1].Error);

    [Fact(Timeout = 4000)]
    public async Task A_frame_around_the_requests_is_not_waited_for()
    {
        var places = await Task.Run(
            () => FailedPlaces(Frame(), Ask(1), Ask(NoLink), Frame()),
            TestContext.Current.CancellationToken
        );
        Assert.Equal([2], places);
    }

    [Fact(Timeout = 4000)]
    public async Task A_frame_that_is_refused_is_the_whole_answer()
    {
        var places = await Task.Run(
            () => FailedPlaces(Frame(NoSuchRequest), Frame(), Ask(1)),
            TestContext.Current.CancellationToken
        );
        Assert.Equal([0], places);
    }

    [Fact]
    public void The_next_requests_get_their_own_answers()
    {
        _socket.ExecuteTogether([Frame(NoSuchRequest), Ask(NoLink), Ask(NoLink)]);
        Assert.Empty(FailedPlaces(Ask(1), Ask(1)));
        Assert.Equal([1], FailedPlaces(Ask(1), Ask(NoLink)));
    }

    [Fact]
    public void A_link_exists_by_its_index()
    {
        Assert.True(_socket.LinkExists(1));
        Assert.False(_socket.LinkExists(NoLink));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(17u)]
    [InlineData(0x7ffffffcu)]
    [InlineData(0x80000000u)]
    [InlineData(0xfffffff0u)]
    public void A_refusal_that_repeats_a_request_of_an_impossible_length_is_a_refusal(uint length)
    {
        var message = new MessageWriter(MessageType.Error, MessageFlags.ExtendedAcknowledgement)
            .Fixed(-(int)Errno.ENODEV)
            .Fixed(length)
            .Raw(new byte[12]);
        var error = Assert.Throws<NetlinkException>(() =>
        {
            var reader = new MessageReader(message.Finish(1));
            Assert.True(reader.Next());
            Acknowledgement.ThrowIfError(reader);
        });
        Assert.Equal(Errno.ENODEV, error.Error);
    }
}
