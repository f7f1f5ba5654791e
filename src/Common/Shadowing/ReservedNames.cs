using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// The names that a guest's vifname must leave to others. It may be the tenant who wrote it, and each of these names is one by
/// which the kernel, Xen, bridge-shadow or a person looks for another link.
/// </summary>
public static class ReservedNames
{
    private const string Marks = ".-_@+";

    // Folders of /proc/sys/net/ipv4/conf, and a file of bonding's in /sys/class/net.
    private static string[] KernelNames => ["all", "default", "bonding_masters"];

    /// <summary>Why a link of a guest's may not have that name; null if it may.</summary>
    /// <param name="links">The host's links.</param>
    /// <param name="name">The name.</param>
    public static string? FindReason(ILinkTable links, InterfaceName name)
    {
        var text = name.Value;
        if (!text.All(character => char.IsAsciiLetterOrDigit(character) || Marks.Contains(character)))
            return $"it has more than letters, digits and {Marks} in it";
        if (text[0] == '-')
            return "programs take a word that begins with - for an option";
        if (text.All(char.IsAsciiDigit))
            return "programs take a number for a link's index";
        if (KernelNames.Contains(text, StringComparer.Ordinal))
            return "the kernel keeps that name for itself";
        if (text.EndsWith(VifName.TapSuffix, StringComparison.Ordinal))
            return $"names that end with {VifName.TapSuffix} belong to emulated cards";
        if (IsNumbered(text, "vif", ".") || IsNumbered(text, "tap", "."))
            return "it is the first name of a guest's link";
        if (BridgeChoice.IsOldName(text))
            return "guests' files call a bridge so";
        if (IsCard(text))
            return "the kernel calls network cards so";
        if (IsNumbered(text, ShadowNames.SparePrefix))
            return "bridge-shadow calls a bridge so while it works";
        return FindUplink(links, text);
    }

    /// <summary>Why it is the uplink's name of a card; of one that is there, whatever it is called.</summary>
    private static string? FindUplink(ILinkTable links, string text)
    {
        if (!text.StartsWith(ShadowNames.UplinkPrefix, StringComparison.Ordinal))
            return null;
        var card = text[ShadowNames.UplinkPrefix.Length..];
        var isUplink =
            IsCard(card)
            || card.Length > 0
                && InterfaceName.WhyInvalid(card) == null
                && links.FindLink(card) is { } link
                && VifName.Of(link) == null;
        return isUplink ? $"bridge-shadow calls the uplink of {card} so" : null;
    }

    /// <summary>eth1, and eth1.5, as its VLAN would be called.</summary>
    private static bool IsCard(string text) => IsNumbered(text, "eth") || IsNumbered(text, "eth", ".");

    /// <summary>Whether a text is the parts, with a number after each of them.</summary>
    private static bool IsNumbered(string text, params ReadOnlySpan<string> parts)
    {
        ReadOnlySpan<char> rest = text;
        foreach (var part in parts)
        {
            if (!rest.StartsWith(part, StringComparison.Ordinal))
                return false;
            rest = rest[part.Length..];
            var digits = rest.Length - rest.TrimStart("0123456789").Length;
            if (digits == 0)
                return false;
            rest = rest[digits..];
        }
        return rest.IsEmpty;
    }
}
