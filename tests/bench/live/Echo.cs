using System.Net;
using System.Net.Sockets;

namespace Xen.Hotplug.LiveBenchmark;

/// <summary>The host's end: sends back what comes, datagrams and one connection's bytes, from a thread of its own.</summary>
internal sealed unsafe class Echo : IDisposable
{
    internal const int Port = 9;

    private readonly Socket _datagrams;
    private readonly Socket _listener;
    private readonly Thread _thread;
    private Socket? _connection;
    private volatile bool _ends;

    internal Echo(IPAddress any)
    {
        _datagrams = new Socket(any.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _listener = new Socket(any.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (any.AddressFamily == AddressFamily.InterNetworkV6)
            _datagrams.DualMode = _listener.DualMode = false;
        // Bound to no address: the kernel has to find the right one to answer from, as for most servers.
        _datagrams.Bind(new IPEndPoint(any, Port));
        _listener.Bind(new IPEndPoint(any, Port));
        _listener.Listen();
        _thread = new Thread(Run);
    }

    /// <summary>Takes the peer's connection, which has been made, and begins.</summary>
    internal void Start()
    {
        _connection = _listener.Accept();
        _connection.NoDelay = true;
        _thread.Start();
    }

    public void Dispose()
    {
        _ends = true;
        if (_connection != null)
            _thread.Join();
        _connection?.Dispose();
        _listener.Dispose();
        _datagrams.Dispose();
    }

    private void Run()
    {
        Libc.GoFirst();
        var datagrams = (int)_datagrams.Handle;
        var connection = (int)_connection!.Handle;
        var buffer = stackalloc byte[4096];
        var address = stackalloc byte[128];
        var descriptors = stackalloc Libc.PollDescriptor[2];
        descriptors[0] = new Libc.PollDescriptor(datagrams);
        descriptors[1] = new Libc.PollDescriptor(connection);
        var limit = new Libc.TimeSpec { Nanoseconds = 50_000_000 };
        while (!_ends)
        {
            if (Libc.Poll(descriptors, 2, &limit, null) <= 0)
                continue;
            while (true)
            {
                uint addressLength = 128;
                var length = Libc.ReceiveFrom(datagrams, buffer, 4096, Libc.MSG_DONTWAIT, address, &addressLength);
                if (length < 0)
                    break;
                // What cannot be sent is lost, and the peer will notice.
                _ = Libc.SendTo(
                    datagrams,
                    buffer,
                    (nuint)length,
                    Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL,
                    address,
                    addressLength
                );
            }
            if (descriptors[1].Returned == 0)
                continue;
            var received = Libc.Receive(connection, buffer, 4096, Libc.MSG_DONTWAIT);
            if (received > 0)
                _ = Libc.Send(connection, buffer, (nuint)received, Libc.MSG_NOSIGNAL);
            else
                // It ended or broke. Nothing more comes of it, and a poll would return at once for ever.
                descriptors[1].Descriptor = -1;
        }
    }
}
