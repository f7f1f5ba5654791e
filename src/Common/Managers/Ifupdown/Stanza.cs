namespace Xen.Hotplug.Common.Managers.Ifupdown;

/// <summary>What ifquery(8) prints of an interface: lines "option: value".</summary>
internal static class Stanza
{
    /// <summary>The MTU that the file gives it, in bytes; null if it gives none.</summary>
    /// <param name="text">What ifquery printed.</param>
    internal static int? FindMtu(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(": ", 2) is ["mtu", var value] && Text.TryReadNumber(value.Trim(), out var mtu))
                return mtu;
        }
        return null;
    }
}
