using System.Net.Sockets;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>Somebody who listens at /dev/log, as on any real host; what is said there is thrown away.</summary>
internal sealed class Syslog : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    private Syslog()
    {
        _socket.Bind(new UnixDomainSocketEndPoint("/dev/log"));
        new Thread(ThrowAway) { IsBackground = true }.Start();
    }

    public static Syslog Listen() => new();

    public void Dispose() => _socket.Dispose();

    private void ThrowAway()
    {
        var message = new byte[8192];
        try
        {
            while (true)
                _socket.Receive(message);
        }
        catch (SocketException) { }
        catch (ObjectDisposedException) { }
    }
}
