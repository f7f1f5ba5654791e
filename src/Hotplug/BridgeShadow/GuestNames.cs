using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>The names of the guests that ports belong to, where the store answers.</summary>
internal sealed class GuestNames : IDisposable
{
    private static TimeSpan AnswerLimit => TimeSpan.FromSeconds(1);

    private XenstoreConnection? _store = TryOpen();

    /// <summary>The guest's name; null if the port is no guest's, or the store does not tell.</summary>
    internal string? Find(Link port)
    {
        if (VifName.Of(port) is not { DomainId: var domain })
            return null;
        try
        {
            return _store?.Read($"/local/domain/{domain}/name");
        }
        catch (XenstoreException exception)
        {
            // In a driver domain no guest's name may be read. A store that does not answer is not waited for again.
            if (!exception.IsRefusal)
                Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _store?.Dispose();
        _store = null;
    }

    private static XenstoreConnection? TryOpen()
    {
        try
        {
            return XenstoreConnection.Open(AnswerLimit);
        }
        catch (XenstoreException)
        {
            return null;
        }
    }
}
