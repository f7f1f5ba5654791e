using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>A subscription to the kernel's messages about links (or routes) that change. Subscribe first, then look, then wait.</summary>
public sealed class LinkEvents : IDisposable
{
    private readonly NetlinkSocket _socket;

    /// <summary>Subscribes to links.</summary>
    public LinkEvents()
        : this(NetlinkOption.LinkGroup) { }

    internal LinkEvents(uint group) => _socket = NetlinkSocket.Open(NetlinkOption.RouteProtocol, group);

    /// <summary>
    /// Waits until any of them has changed or the deadline has passed.
    /// </summary>
    /// <param name="deadline">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <returns>False once the deadline has passed.</returns>
    public bool Wait(long deadline) => Wait(deadline, static (_, _) => { }, static () => { });

    /// <summary>The same, for who wants to know what has changed.</summary>
    /// <param name="deadline">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <param name="handler">Called for each message.</param>
    /// <param name="lookAgain">Called if messages were lost: something has changed, and the kernel has to be asked what.</param>
    /// <returns>False once the deadline has passed.</returns>
    internal bool Wait(long deadline, MessageHandler handler, Action lookAgain)
    {
        try
        {
            return _socket.WaitForEvents(deadline, handler);
        }
        catch (NetlinkException exception) when (exception.Error == Errno.ENOBUFS)
        {
            lookAgain();
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
