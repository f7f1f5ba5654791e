using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>
/// A link's IPv6 addresses with a lifetime, as routers and DHCPv6 servers give them. systemd 252 removes them when the link's file
/// has changed, and when networkd restarts. It asks for them again, and then waits for duplicate address detection.
/// </summary>
/// <remarks>
/// A thread of its own puts them back: what is asked of networkd meanwhile takes seconds on a slow machine.
/// </remarks>
internal sealed class DynamicAddresses : IDisposable
{
    private const int PollMilliseconds = 20;

    private readonly InterfaceName _name;
    private readonly List<LinkAddress> _addresses;
    private readonly Thread? _keeper;
    private volatile bool _isOver;

    private DynamicAddresses(InterfaceName name, List<LinkAddress> addresses)
    {
        (_name, _addresses) = (name, addresses);
        if (addresses.Count > 0)
            _keeper = TryStart(PutBackUntilOver);
    }

    /// <summary>Puts back what a link has now and loses, to be used at once: the host had it all along. It ends when this is disposed.</summary>
    /// <exception cref="NetlinkException">The kernel refused to list them.</exception>
    internal static DynamicAddresses Keep(InterfaceName name)
    {
        using var kernel = new Rtnetlink();
        var link = kernel.FindLink(name.Value);
        return new DynamicAddresses(
            name,
            link == null ? [] : kernel.ListAddresses(link.Index).ToList().FindAll(IsGiven)
        );
    }

    /// <summary>Looks once more, and ends.</summary>
    public void Dispose()
    {
        _isOver = true;
        _keeper?.Join();
    }

    private static Thread? TryStart(ThreadStart act)
    {
        try
        {
            var thread = new Thread(act) { IsBackground = true };
            thread.Start();
            return thread;
        }
        catch (OutOfMemoryException)
        {
            // The kernel makes no thread now: networkd gives the addresses itself, if later. The links stay where they are.
            return null;
        }
    }

    private void PutBackUntilOver()
    {
        using var kernel = new Rtnetlink();
        bool isLast;
        do
        {
            isLast = _isOver;
            try
            {
                PutBack(kernel);
            }
            catch (NetlinkException)
            {
                // The link may have changed meanwhile; the next time tells.
            }
            Thread.Sleep(isLast ? 0 : PollMilliseconds);
        } while (!isLast);
    }

    private void PutBack(Rtnetlink kernel)
    {
        if (kernel.FindLink(_name.Value) is not { } link)
            return;
        var there = kernel.ListAddresses(link.Index).Select(address => address.Local).ToHashSet();
        var target = LinkReference.To(link);
        var batch = new RequestBatch();
        foreach (var address in _addresses.FindAll(address => !there.Contains(address.Local)))
            batch.AddAddress(address with { Flags = address.Flags | AddressFlag.NoDuplicateDetection }, target);
        kernel.Execute(batch);
    }

    // The kernel makes temporary ones by itself.
    private static bool IsGiven(LinkAddress address) =>
        address is { Family: AddressFamily.Inet6, Scope: 0, IsUnverified: false, IsTemporary: false }
        && address.ValidLifetime != LinkAddress.Forever;
}
