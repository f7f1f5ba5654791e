using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Xenstore;
using Xunit;

namespace Xen.Hotplug.UnitTests.Xenstore;

/// <summary>The client on a character device, which is not to be sent a request before the last is answered.</summary>
public sealed class XenstoreDeviceSpecs : IDisposable
{
    private readonly PseudoTerminal _terminal = new();

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void Requests_are_sent_one_by_one()
    {
        var location = new XenstoreLocation(
            _terminal.Path,
            FileStatus.Of(_terminal.Path).Type == FileType.CharacterDevice
        );
        using var connection = XenstoreConnection.Open(location, TimeSpan.FromSeconds(60));
        var received = new List<byte[]>();
        var store = new Thread(() =>
        {
            for (byte id = 1; id <= 3; id++)
            {
                received.Add(_terminal.ReadOnce());
                _terminal.Write(2, 0, 0, 0, id, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, (byte)('0' + id));
            }
        });
        store.Start();
        Assert.Equal(["1", "2", "3"], connection.ReadAll("a", "bb", "ccc"));
        store.Join();
        Assert.Equal([16 + 2, 16 + 3, 16 + 4], received.Select(message => message.Length));
    }

    [Fact]
    public void A_device_that_does_not_open_is_unreachable()
    {
        var error = Assert.Throws<XenstoreException>(() =>
            XenstoreConnection.Open(new XenstoreLocation(_terminal.Path + "-not", IsDevice: true))
        );
        Assert.Contains("could not connect to xenstore", error.Message, StringComparison.Ordinal);
    }
}
