using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Bridging;

/// <summary>The first name of a guest's link: vif7.0, or vif7.0-emu for a tap.</summary>
/// <param name="DomainId">The guest's domain.</param>
/// <param name="DeviceId">The number of the guest's NIC.</param>
/// <param name="IsTap">Whether it is a tap.</param>
public sealed record VifName(int DomainId, int DeviceId, bool IsTap)
{
    /// <summary>What libxl ends the names of taps with.</summary>
    public const string TapSuffix = "-emu";

    private const string Prefix = "vif";

    /// <summary>The vif's or tap's name; the name of a link that was renamed is in its alias. Null for other links.</summary>
    public static VifName? Of(Link link) => (link.Alias == null ? null : Parse(link.Alias)) ?? Parse(link.Name);

    /// <summary>
    /// The link of that name which was made with it; null if there is none. A guest's link that was renamed has its first name
    /// in its alias, and is nobody else's, whatever it is called.
    /// </summary>
    public static Link? FindLink(ILinkTable links, string name) =>
        links.FindByFirstName(name) is { } link && !IsAnothers(link, name) ? link : null;

    /// <summary>Whether a link was made with the name of a guest's link, and with another name than that.</summary>
    public static bool IsAnothers(Link link, string name) =>
        link.Alias is { } alias && alias != name && Parse(alias) != null;

    /// <summary>Reads a name; null for one that is no guest's link's.</summary>
    public static VifName? Parse(string name)
    {
        var isTap = name.EndsWith(TapSuffix, StringComparison.Ordinal);
        var vif = isTap ? name[..^TapSuffix.Length] : name;
        var numbers = vif.StartsWith(Prefix, StringComparison.Ordinal) ? vif[Prefix.Length..].Split('.') : [];
        return
            numbers is [var domain, var device]
            && Text.TryReadNumber(domain, out var domainId)
            && Text.TryReadNumber(device, out var id)
            ? new VifName(domainId, id, isTap)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}{DomainId}.{DeviceId}{(IsTap ? TapSuffix : "")}";
}
