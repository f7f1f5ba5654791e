using System.Net.Sockets;
using System.Text;

namespace Xen.Hotplug.TestSupport;

/// <summary>The end of /dev/log where a host's system log would listen.</summary>
public sealed class Syslog : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public Syslog(Host host) => _socket.Bind(new UnixDomainSocketEndPoint(host.File("/dev/log")));

    /// <summary>What has been sent so far; a program's messages are there once it has ended.</summary>
    public IReadOnlyList<string> Messages()
    {
        var messages = new List<string>();
        var buffer = new byte[65536];
        _socket.Blocking = false;
        while (_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
            messages.Add(Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer)));
        return messages;
    }

    public void Dispose() => _socket.Dispose();
}
