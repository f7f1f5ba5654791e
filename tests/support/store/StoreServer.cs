using System.Net.Sockets;
using System.Text;

namespace Xen.Hotplug.TestStore;

/// <summary>
/// A small xenstored for tests: it speaks the real protocol on a UNIX socket, takes every client for domain 0, and
/// does wrong what a test asks it to do wrong.
/// </summary>
public sealed class StoreServer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CommittedNodes _nodes = new();
    private readonly StoreWatches _watches = new();
    private readonly StoreCommands _commands;
    private readonly Socket _listener = MakeSocket();
    private readonly List<StoreClient> _clients = [];
    private readonly List<StoreRequest> _requests = [];
    private int _connectionCount;
    private Socket? _leftBehind;

    /// <summary>Listens at once. The socket must not exist yet.</summary>
    public StoreServer(string socketPath)
    {
        SocketPath = socketPath;
        _commands = new StoreCommands(_nodes, _watches);
        _listener.Bind(new UnixDomainSocketEndPoint(socketPath));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true, Name = "test store" }.Start();
    }

    /// <summary>Where clients find it: the value for XENSTORED_PATH.</summary>
    public string SocketPath { get; }

    /// <summary>
    /// Asked before each request is served; null to serve all. It may change the store itself, as another client
    /// that is just in the way.
    /// </summary>
    public Func<StoreRequest, StoreReaction>? Intercept { get; set; }

    /// <summary>All requests so far, in the order in which they came.</summary>
    public IReadOnlyList<StoreRequest> Requests => Locked<IReadOnlyList<StoreRequest>>(() => [.. _requests]);

    /// <summary>How many clients have connected so far.</summary>
    public int ConnectionCount => Locked(() => _connectionCount);

    /// <summary>A node's value as UTF-8, or null. A path may be relative to /local/domain/0, here as below.</summary>
    public string? Read(string path) =>
        Locked(() => _nodes.Get(StoreTree.Resolve(path)) is { } node ? Encoding.UTF8.GetString(node.Value) : null);

    /// <summary>Whether there is such a node.</summary>
    public bool Exists(string path) => Read(path) is not null;

    /// <summary>Writes a value and makes the parents.</summary>
    public void Write(string path, string value) => Write(path, Encoding.UTF8.GetBytes(value));

    /// <inheritdoc cref="Write(string, string)"/>
    public void Write(string path, byte[] value) =>
        Locked(() =>
        {
            var absolute = StoreTree.Resolve(path);
            StoreTree.Write(_nodes, absolute, value);
            _watches.Fire(absolute);
            return true;
        });

    /// <summary>Removes a node and all under it, if it is there.</summary>
    public void Remove(string path) =>
        Locked(() =>
        {
            var absolute = StoreTree.Resolve(path);
            if (_nodes.Get(absolute) is not null)
                foreach (var removed in StoreTree.Remove(_nodes, absolute))
                    _watches.Fire(removed);
            return true;
        });

    /// <summary>All nodes but the root and their values.</summary>
    public IReadOnlyDictionary<string, string> Snapshot() =>
        Locked(() =>
            _nodes.All.Skip(1).ToDictionary(node => node.Key, node => Encoding.UTF8.GetString(node.Value.Value))
        );

    /// <summary>Stops as if killed: all connections are cut and the socket stays behind with nobody listening.</summary>
    public void Die()
    {
        lock (_lock)
        {
            if (_leftBehind is not null)
                return;
            // The class library removes the socket of a listener that it closes, so another has to be put there.
            _listener.Dispose();
            _leftBehind = MakeSocket();
            _leftBehind.Bind(new UnixDomainSocketEndPoint(SocketPath));
            foreach (var client in _clients)
                client.Dispose();
        }
    }

    /// <summary>Stops and removes the socket.</summary>
    public void Dispose()
    {
        Die();
        _leftBehind?.Dispose();
    }

    private static Socket MakeSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private void Accept()
    {
        while (true)
        {
            StoreClient client;
            try
            {
                client = new StoreClient(_listener.Accept(), Locked(() => ++_connectionCount));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
            lock (_lock)
            {
                if (_leftBehind is not null)
                    client.Dispose();
                _clients.Add(client);
            }
            new Thread(() => Serve(client))
            {
                IsBackground = true,
                Name = $"test store, client {client.Number}",
            }.Start();
        }
    }

    private void Serve(StoreClient client)
    {
        while (client.Receive() is { } request)
        {
            Locked(() =>
            {
                _requests.Add(request);
                return true;
            });
            React(client, request, Intercept?.Invoke(request) ?? StoreReaction.Serve);
        }
        lock (_lock)
        {
            _watches.RemoveAll(client);
            _clients.Remove(client);
        }
        client.Dispose();
    }

    private void React(StoreClient client, StoreRequest request, StoreReaction reaction)
    {
        switch (reaction)
        {
            case StoreReaction.AsServed(var distort, var thenSilent, var thenClose):
                ServeDistorted(client, request, distort);
                End(client, thenSilent, thenClose);
                break;
            case StoreReaction.Instead(var bytes, var thenSilent, var thenClose):
                client.Send(bytes);
                End(client, thenSilent, thenClose);
                break;
            case StoreReaction.Answered(var payload):
                client.Send(StoreMessage.Build(request.Type, request.RequestId, request.Transaction, payload));
                break;
            case StoreReaction.Refused(var name):
                client.Send(Refusal(request, name));
                break;
        }
    }

    private void ServeDistorted(StoreClient client, StoreRequest request, Func<byte[], IReadOnlyList<byte[]>> distort)
    {
        // The lock is held while sending, so that no event of a later change comes before an earlier one.
        lock (_lock)
        {
            byte[] answer;
            try
            {
                var payload = _commands.Serve(client, request);
                answer = StoreMessage.Build(request.Type, request.RequestId, request.Transaction, payload);
            }
            catch (StoreErrorException error)
            {
                answer = Refusal(request, error.Message);
            }
            foreach (var piece in distort(answer))
                client.Send(piece);
            if (request.Type == StoreRequestType.Watch && answer[0] == (byte)StoreRequestType.Watch)
                client.SendEvent(request.Path, request.Value.TrimEnd('\0'));
        }
    }

    private static byte[] Refusal(StoreRequest request, string name) =>
        StoreMessage.Build(StoreRequestType.Error, request.RequestId, request.Transaction, StoreMessage.Strings(name));

    private static void End(StoreClient client, bool thenSilent, bool thenClose)
    {
        if (thenSilent)
            client.FallSilent();
        if (thenClose)
            client.Dispose();
    }

    private T Locked<T>(Func<T> action)
    {
        lock (_lock)
            return action();
    }
}
