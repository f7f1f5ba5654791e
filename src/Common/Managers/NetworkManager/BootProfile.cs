using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>
/// Which profile NetworkManager will activate on a card, while it does not run and cannot be asked: of those that fit, the one
/// with the highest priority, and of several such the one that was active last (nm_settings_connection_cmp_autoconnect_priority).
/// </summary>
internal static class BootProfile
{
    private const string Connection = "connection";
    private const string Timestamps = "/var/lib/NetworkManager/timestamps";

    private static string[] Folders =>
        ["/etc/NetworkManager/system-connections", ProfileFiles.Folder, "/usr/lib/NetworkManager/system-connections"];

    /// <summary>The profile; null if no file is for the card.</summary>
    internal static ActiveProfile? Find(string name, Link nic)
    {
        var addresses = AddressesOf(nic);
        var lastUses = KeyFile.Parse(RegularFile.TryRead(Timestamps, out _) ?? "");
        return Folders
            .SelectMany(List)
            .Select(path => (Path: path, Text: ActiveProfile.Read(path)))
            .Where(each => Fits(each.Text, name, addresses))
            .Select(each => new ActiveProfile(each.Text.Find(Connection, "uuid") ?? each.Path, each.Path, each.Text))
            .OrderByDescending(profile => Number(profile.Text.Find(Connection, "autoconnect-priority")))
            .ThenByDescending(profile => Number(lastUses.GetValueOrDefault(profile.Uuid)))
            .FirstOrDefault();
    }

    /// <summary>Whether NetworkManager may activate a profile by itself on a card.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="name">The card's name.</param>
    /// <param name="addresses">Its MAC addresses.</param>
    internal static bool Fits(ConnectionFile profile, string name, IReadOnlyList<string> addresses) =>
        profile.IsEthernet
        && profile.Find(Connection, "autoconnect") is null or "true" or "1" or "yes"
        && HasName(profile, name)
        && profile.Find(Connection, "master") == null
        && profile.Find(Connection, "controller") == null
        && !profile.Has("match")
        // NetworkManager makes it up again in each boot.
        && profile.Find(".nmmeta", "nm-generated") != "true"
        && Array.TrueForAll(
            ConnectionFile.EthernetGroups,
            group => FitsAddress(profile.Find(group, "mac-address"), addresses)
        );

    private static bool HasName(ConnectionFile profile, string name) =>
        profile.Find(Connection, "interface-name") is not { Length: > 0 } wanted || wanted == name;

    private static bool FitsAddress(string? wanted, IReadOnlyList<string> addresses) =>
        wanted is not { Length: > 0 } || addresses.Contains(wanted, StringComparer.OrdinalIgnoreCase);

    private static List<string> AddressesOf(Link nic)
    {
        using var kernel = new Rtnetlink();
        var permanent = MacAddress.FromBytes(kernel.ReadProperties(nic.Index).Find(LinkAttribute.PermanentAddress));
        // NetworkManager asks for the permanent one, if there is one.
        return (permanent ?? nic.Address) is { } address ? [$"{address}"] : [];
    }

    private static int Number(string? text) =>
        int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static IEnumerable<string> List(string folder)
    {
        try
        {
            // Ours are no card's.
            return Directory.Exists(folder)
                ? Directory
                    .GetFiles(folder)
                    .Where(path => !Path.GetFileName(path).StartsWith("bridge-shadow-", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
