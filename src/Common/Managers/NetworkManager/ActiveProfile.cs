using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>The profile that NetworkManager has activated on a link.</summary>
/// <param name="Uuid">What NetworkManager knows it by.</param>
/// <param name="Path">Where it is saved.</param>
/// <param name="Text">What the file says; it may hold passwords.</param>
internal sealed record ActiveProfile(string Uuid, string Path, ConnectionFile Text)
{
    /// <summary>Its name.</summary>
    internal string Id => Text.Find("connection", "id") ?? System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Whether NetworkManager has made it up by itself for a card without a profile.</summary>
    internal bool IsMadeUp => Text.Find(".nmmeta", "nm-generated") == "true";

    /// <summary>Asks NetworkManager; null if it does not run or has activated none on the link by itself.</summary>
    internal static ActiveProfile? Find(Link link)
    {
        // Its file, for it learns of a link's new name a moment later than we do.
        var state = DeviceState.Read(link.Index);
        if (!state.IsManaged)
            return null;
        var (status, list) = HostCommand.Ask("nmcli", "-t", "-f", "UUID,FILENAME", "connection", "show");
        if (status != 0 || (state.Profile ?? AskForActive(link)) is not { } uuid)
            return null;
        var path = FindPath(list, uuid);
        var profile = new ActiveProfile(uuid, path, Read(path));
        // What others have set up, it only shows.
        return profile.Text.Find(".nmmeta", "external") == "true" ? null : profile;
    }

    /// <summary>While a profile is being activated, the file does not have it yet.</summary>
    private static string? AskForActive(Link link)
    {
        var (status, answer) = HostCommand.Ask("nmcli", "-g", "GENERAL.CON-UUID", "device", "show", link.Name);
        return status == 0 && answer.Trim() is { Length: > 0 } uuid ? uuid : null;
    }

    /// <summary>The text of a profile's file; empty where there is none.</summary>
    internal static ConnectionFile Read(string path) =>
        ConnectionFile.Parse(path.Length == 0 ? "" : RegularFile.TryRead(path, out _) ?? "");

    /// <summary>The path of a profile in what nmcli lists; empty if it is not there.</summary>
    internal static string FindPath(string list, string uuid)
    {
        foreach (var line in list.Split('\n'))
        {
            if (line.StartsWith($"{uuid}:", StringComparison.Ordinal))
                return Unescape(line[(uuid.Length + 1)..]);
        }
        return "";
    }

    /// <summary>nmcli writes a backslash before each colon and backslash.</summary>
    private static string Unescape(string text)
    {
        var plain = new System.Text.StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
            plain.Append(text[at]);
        }
        return plain.ToString();
    }
}
