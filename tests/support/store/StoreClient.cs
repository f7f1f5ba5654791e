using System.Net.Sockets;

namespace Xen.Hotplug.TestStore;

/// <summary>One client's connection: what it has open, and the way to it.</summary>
internal sealed class StoreClient(Socket socket, int number) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly Lock _sending = new();
    private bool _isSilent;

    /// <summary>1 for the first that connected.</summary>
    internal int Number => number;

    internal Dictionary<uint, TransactionNodes> Transactions { get; } = [];

    /// <summary>The next request, or null when there will be none.</summary>
    internal StoreRequest? Receive()
    {
        try
        {
            return StoreMessage.Read(_stream, number);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    internal void Send(ReadOnlySpan<byte> bytes)
    {
        lock (_sending)
        {
            if (_isSilent)
                return;
            try
            {
                _stream.Write(bytes);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // The client has gone; its thread will see that too.
            }
        }
    }

    internal void SendEvent(string path, string token) =>
        Send(StoreMessage.Build(StoreRequestType.WatchEvent, 0, 0, StoreMessage.Strings(path, token)));

    /// <summary>Sends nothing from now on.</summary>
    internal void FallSilent()
    {
        lock (_sending)
            _isSilent = true;
    }

    public void Dispose() => _stream.Dispose();
}
