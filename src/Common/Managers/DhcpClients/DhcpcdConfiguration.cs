using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Managers.DhcpClients;

/// <summary>dhcpcd.conf(5), as far as it says which interfaces dhcpcd is for.</summary>
internal static class DhcpcdConfiguration
{
    internal const string Path = "/etc/dhcpcd.conf";

    /// <summary>Whether the file names the interface as one to configure. A bridge is left out unless it is named.</summary>
    internal static bool Allows(string name) => Allows(RegularFile.TryRead(Path, out _) ?? "", name);

    /// <summary>The same of a file's text.</summary>
    internal static bool Allows(string text, string name)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            // What follows is for one interface alone.
            if (words is ["interface" or "ssid" or "profile", ..])
                return false;
            if (words is ["allowinterfaces", ..] && words.Contains(name))
                return true;
        }
        return false;
    }
}
