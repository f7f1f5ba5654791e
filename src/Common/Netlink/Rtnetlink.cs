namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// The kernel's links, addresses and routes, by rtnetlink (man 7 rtnetlink). The socket is opened when it is
/// first used, so that what only describes changes never opens one. Not for several threads at once.
/// </summary>
public sealed partial class Rtnetlink : INetwork, IDisposable
{
    private NetlinkSocket? _socket;

    private NetlinkSocket Socket => _socket ??= NetlinkSocket.Open(NetlinkOption.RouteProtocol);

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();
}
