using System.Net.Sockets;
using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.UnitTests.Properties.Support;

/// <summary>A store whose answers are there before it is asked, and which sends no more than that.</summary>
internal sealed class StoreStream : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("stream-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    internal StoreStream()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
    }

    private string SocketPath => Path.Combine(_directory.FullName, "socket");

    /// <summary>A message of the store's.</summary>
    internal static byte[] Message(uint type, uint requestId, byte[] payload) =>
        [
            .. BitConverter.GetBytes(type),
            .. BitConverter.GetBytes(requestId),
            .. new byte[4],
            .. BitConverter.GetBytes(payload.Length),
            .. payload,
        ];

    /// <summary>Does something with a client that gets these bytes, then the connection's end.</summary>
    internal void With(byte[] bytes, Action<XenstoreConnection> action)
    {
        using var client = XenstoreConnection.Open(
            new XenstoreLocation(SocketPath, IsDevice: false),
            TimeSpan.FromSeconds(30)
        );
        using var peer = _listener.Accept();
        peer.Send(bytes);
        peer.Shutdown(SocketShutdown.Send);
        action(client);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _directory.Delete(recursive: true);
    }
}
