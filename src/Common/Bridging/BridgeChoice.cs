using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Bridging;

/// <summary>Which bridge is meant.</summary>
public static class BridgeChoice
{
    private const string OldPrefix = "xenbr";

    /// <summary>
    /// The link that <paramref name="name"/> means: itself, or, for an xenbrN that does not exist, the bridge
    /// ethN, so that the configurations of hosts with the old bridge names keep working.
    /// </summary>
    /// <returns>Null if there is none. It is not checked that it is a bridge.</returns>
    public static Link? FindNamed(ILinkTable kernel, InterfaceName name)
    {
        if (kernel.FindLink(name.Value) is { } link)
            return link;
        return
            IsOldName(name.Value)
            && kernel.FindLink($"eth{name.Value[OldPrefix.Length..]}") is { IsBridge: true } bridge
            ? bridge
            : null;
    }

    /// <summary>Whether a name is xenbrN, as bridges were called of old.</summary>
    public static bool IsOldName(string name) =>
        name.StartsWith(OldPrefix, StringComparison.Ordinal)
        && name.Length > OldPrefix.Length
        && name.AsSpan(OldPrefix.Length).TrimStart("0123456789").IsEmpty;

    /// <summary>The bridge of that name or, where none is named, the only one that there is.</summary>
    /// <exception cref="HotplugException">There is none, it is no bridge, or there are several and none is named.</exception>
    public static Link Find(ILinkTable kernel, InterfaceName? name)
    {
        if (name == null)
            return FindOnly(kernel);
        return FindNamed(kernel, name) switch
        {
            null => throw new HotplugException(
                $"could not find the bridge {name}: no link has that name; create it (bridge-shadow start) or name another with bridge="
            ),
            { IsBridge: false } link => throw NotABridge(link),
            var bridge => bridge,
        };
    }

    /// <summary>The error for a link that should be a bridge.</summary>
    public static HotplugException NotABridge(Link link) =>
        new($"the link {link.Name} is not a bridge but {link.Kind ?? "a physical link"}; name a bridge with bridge=");

    private static Link FindOnly(ILinkTable kernel) =>
        kernel.ListBridges() switch
        {
            [] => throw new HotplugException(
                "could not find a bridge: none was named with bridge= and this host has none"
            ),
            [var only] => only,
            var several => throw new HotplugException(
                $"which bridge is meant is not clear: none was named with bridge= and this host has {Text.List([.. several.Select(bridge => bridge.Name)])}"
            ),
        };
}
