using System.Globalization;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>The names of the guests that ports belong to, where the store answers.</summary>
internal sealed class GuestNames : IDisposable
{
    private static TimeSpan AnswerLimit => TimeSpan.FromSeconds(1);

    private XenstoreConnection? _store = TryOpen();

    /// <summary>The guest's name; null where the port is no guest's, or the store does not tell.</summary>
    internal string? Find(Link port)
    {
        // A vif that was renamed has its first name, which tells the domain, as its alias.
        if ((ReadDomain(port.Alias) ?? ReadDomain(port.Name)) is not { } domain)
            return null;
        try
        {
            return _store?.Read(string.Create(CultureInfo.InvariantCulture, $"/local/domain/{domain}/name"));
        }
        catch (XenstoreException)
        {
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

    /// <summary>vif7.0 and vif7.0-emu → 7.</summary>
    private static int? ReadDomain(string? name)
    {
        const string prefix = "vif";
        if (name?.StartsWith(prefix, StringComparison.Ordinal) != true)
            return null;
        var number = name[prefix.Length..].Split('.')[0];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var domain) ? domain : null;
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
