using Xen.Hotplug.Common.Xenstore;
using Xen.Hotplug.TestStore;

namespace Xen.Hotplug.UnitTests.Xenstore;

/// <summary>A store in a directory of its own, and clients for it.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("store-");

    internal TemporaryStore() => Server = new StoreServer(Path.Combine(_directory.FullName, "socket"));

    internal StoreServer Server { get; }

    /// <summary>A limit that no working store reaches, so that a test which waits for it fails.</summary>
    internal XenstoreConnection Connect(TimeSpan? limit = null) =>
        XenstoreConnection.Open(
            new XenstoreLocation(Server.SocketPath, IsDevice: false),
            limit ?? TimeSpan.FromSeconds(60)
        );

    /// <summary>Serves all requests but those of one type, for which <paramref name="reaction"/> is done.</summary>
    internal void React(StoreRequestType type, StoreReaction reaction) =>
        Server.Intercept = request => request.Type == type ? reaction : StoreReaction.Serve;

    public void Dispose()
    {
        Server.Dispose();
        _directory.Delete(recursive: true);
    }
}
