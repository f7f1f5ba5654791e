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
