using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.VifBridge;

/// <summary>
/// Finds the link that an event is about. A name alone does not tell: a guest's file may give its link any. A link that was
/// renamed carries its first name as its alias, and by that it is known, under whatever name.
/// </summary>
/// <param name="links">The host's links.</param>
/// <param name="request">The event.</param>
internal sealed class PortFinder(ILinkTable links, EventRequest request)
{
    private string Device => request.Device.Value;

    /// <summary>Finds the link that becomes a port.</summary>
    /// <param name="wantedName">The name that it is to have, which may be its first.</param>
    /// <exception cref="HotplugException">It is not there, cannot be a port, or another link has the wanted name.</exception>
    public Link FindForOnline(InterfaceName wantedName)
    {
        var named = links.FindByFirstName(Device);
        if (named != null && !IsOurs(named))
            throw new HotplugException(
                $"could not find the link {Device}: the link of that name is {Text.Printable(named.Alias!)}, which its vifname renamed; shut that guest down and give it another vifname"
            );
        var holder = wantedName == request.Device ? null : links.FindLink(wantedName.Value);
        if (named == null && holder != null && IsRenamed(holder))
            named = holder;
        else if (holder != null && holder.Index != named?.Index)
            throw new HotplugException(
                $"could not rename {Device} to {wantedName}: a link of that name exists already; choose another vifname"
            );
        if (named == null)
            throw new HotplugException($"could not find the link {Device}; does its backend driver run?");
        BackendPort.Require(named);
        return named;
    }

    /// <summary>Finds the link that leaves; null if it is gone already.</summary>
    /// <param name="wantedName">The name that it was given, which may be its first.</param>
    public Link? FindForOffline(InterfaceName wantedName)
    {
        if (links.FindByFirstName(Device) is { } named && IsOurs(named))
            return named;
        return links.FindLink(wantedName.Value) is { } holder && IsRenamed(holder) ? holder : null;
    }

    /// <summary>Finds a link that was given an unknown name, among all that there are; or null.</summary>
    public Link? FindRenamed() => links.ListLinks().FirstOrDefault(IsRenamed);

    /// <summary>The name that a link had which is gone: the wanted one, unless that is another link's now.</summary>
    public InterfaceName LastNameOfGone(InterfaceName wantedName) =>
        wantedName != request.Device && links.FindLink(wantedName.Value) != null ? request.Device : wantedName;

    /// <summary>The name that the link was made with.</summary>
    /// <param name="port">A link that this found.</param>
    public InterfaceName FirstNameOf(Link port) =>
        port.Alias is { } alias && alias == request.NameByBackend
            ? InterfaceName.Parse(alias, "XENBUS_PATH")
            : request.Device;

    /// <summary>Whether a link is this event's. Callers may know it by the name that it was given (udev's vif).</summary>
    private bool IsOurs(Link link) => IsRenamed(link) || link.Name == Device && !VifName.IsAnothers(link, Device);

    private bool IsRenamed(Link link) => link.Alias is { } alias && (alias == Device || alias == request.NameByBackend);
}
