using System.Net.Sockets;
using Xen.Hotplug.Common.Xenstore;
using Xunit;

namespace Xen.Hotplug.UnitTests.Xenstore;

/// <summary>What the client does when there is a socket but nobody at work behind it.</summary>
public sealed class XenstoreReachSpecs : IDisposable
{
    private static readonly TimeSpan s_shortLimit = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("store-");
    private readonly XenstoreLocation _location;
    private readonly Socket _stoppedStore = MakeSocket();

    /// <summary>A store that was stopped: it listens, with room for one more, and does nothing.</summary>
    public XenstoreReachSpecs()
    {
        _location = new XenstoreLocation(Path.Combine(_directory.FullName, "socket"), IsDevice: false);
        _stoppedStore.Bind(new UnixDomainSocketEndPoint(_location.Path));
        _stoppedStore.Listen(0);
    }

    public void Dispose()
    {
        _stoppedStore.Dispose();
        _directory.Delete(recursive: true);
    }

    private static Socket MakeSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    [Fact]
    public void A_stopped_store_is_given_up_after_the_limit()
    {
        using var connection = XenstoreConnection.Open(_location, s_shortLimit);
        var error = Assert.Throws<XenstoreException>(() => connection.Read("a"));
        Assert.Contains("did not answer within", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_store_whose_queue_is_full_is_given_up_after_the_limit()
    {
        using var first = XenstoreConnection.Open(_location, s_shortLimit);
        var error = Assert.Throws<XenstoreException>(() => XenstoreConnection.Open(_location, s_shortLimit));
        Assert.Equal(
            $"could not connect to xenstore at '{_location.Path}': it took no connection in time; does xenstored run, "
                + "and is this root?",
            error.Message
        );
    }

    [Fact]
    public void A_store_that_takes_no_more_requests_is_given_up_after_the_limit()
    {
        using var connection = XenstoreConnection.Open(_location, s_shortLimit);
        var paths = Enumerable.Repeat("/" + new string('a', 3000), 1000).ToArray();
        var error = Assert.Throws<XenstoreException>(() => connection.ReadAll(paths));
        Assert.Contains("did not answer within", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_sends_events_without_end_is_given_up_after_the_limit()
    {
        byte[] watchEvent = [15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, .. "a\0t\0"u8];
        var many = Enumerable.Repeat(watchEvent, 1000).SelectMany(single => single).ToArray();
        var store = new Thread(() =>
        {
            using var client = _stoppedStore.Accept();
            // So many that they take seconds; the client that waits for their end is told of a closed connection.
            for (var i = 0; i < 20_000; i++)
                if (client.Send(many, SocketFlags.None, out var error) == 0 || error != SocketError.Success)
                    return;
        });
        store.Start();
        XenstoreException error;
        using (var connection = XenstoreConnection.Open(_location, s_shortLimit))
            error = Assert.Throws<XenstoreException>(() => connection.Read("a"));
        store.Join();
        Assert.Contains("did not answer within", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_that_nobody_listens_on_is_unreachable()
    {
        using var left = MakeSocket();
        left.Bind(new UnixDomainSocketEndPoint(_location.Path + "2"));
        var error = Assert.Throws<XenstoreException>(() =>
            XenstoreConnection.Open(_location with { Path = _location.Path + "2" })
        );
        Assert.Equal(
            $"could not connect to xenstore at '{_location.Path}2': Connection refused; does xenstored run, and is "
                + "this root?",
            error.Message
        );
    }

    [Fact]
    public void A_path_too_long_for_a_socket_is_an_error_that_says_so()
    {
        var location = new XenstoreLocation("/" + new string('s', 107), IsDevice: false);
        var error = Assert.Throws<XenstoreException>(() => XenstoreConnection.Open(location));
        Assert.Contains("the path of a socket may have at most 107 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_must_be_more_than_nothing() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => XenstoreConnection.Open(_location, TimeSpan.Zero));
}
