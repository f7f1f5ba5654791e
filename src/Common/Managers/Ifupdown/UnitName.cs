using System.Text;

namespace Xen.Hotplug.Common.Managers.Ifupdown;

/// <summary>Names of systemd's units (systemd.unit(5), "String escaping for inclusion in unit names").</summary>
internal static class UnitName
{
    /// <summary>A text as a part of a unit's name.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var part in Encoding.UTF8.GetBytes(text))
        {
            var character = (char)part;
            if (
                char.IsAsciiLetterOrDigit(character)
                || character is ':' or '_'
                || (character == '.' && escaped.Length > 0)
            )
                escaped.Append(character);
            else
                escaped.Append($"\\x{part:x2}");
        }
        return escaped.ToString();
    }
}
