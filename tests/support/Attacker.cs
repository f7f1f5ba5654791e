using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;

namespace Xen.Hotplug.TestSupport;

/// <summary>A guest that sends one forged frame after the other into a port, without pause, until it is disposed.</summary>
public sealed class Attacker : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Thread _thread;
    private volatile bool _isOver;
    private long _sent;

    public Attacker(Wire port, byte[] forged)
    {
        _thread = new Thread(() => Send(port, forged));
        _thread.Start();
    }

    /// <summary>How many frames it has sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>How many it has sent in a millisecond.</summary>
    public double Rate => Sent / _clock.Elapsed.TotalMilliseconds;

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
    }

    private void Send(Wire port, byte[] forged)
    {
        while (!_isOver)
        {
            try
            {
                port.Send(forged);
                Interlocked.Increment(ref _sent);
            }
            catch (Exception exception) when (exception is SocketException or Win32Exception)
            {
                // The port is down.
            }
        }
    }
}
