using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Xen.Hotplug.UnitTests.Properties.Support;

/// <summary>A case as it may be put into a test by hand.</summary>
internal static class Shown
{
    private const int MostBytes = 4000;

    internal static string Of(object? value) =>
        value switch
        {
            null => "null",
            string text => Of(text),
            char character => Of($"{character}"),
            byte[] bytes => $"0x{Convert.ToHexStringLower(bytes, 0, Math.Min(bytes.Length, MostBytes))}",
            ITuple tuple =>
                $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(place => Of(tuple[place])))})",
            IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Of))}]",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => $"{value}",
        };

    private static string Of(string text)
    {
        var shown = new StringBuilder("\"");
        foreach (var character in text.Length > MostBytes ? text[..MostBytes] : text)
        {
            shown.Append(
                character switch
                {
                    '\n' => "\\n",
                    '\t' => "\\t",
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    >= ' ' and < '\x7f' => $"{character}",
                    _ => $"\\u{(int)character:x4}",
                }
            );
        }
        return shown.Append(text.Length > MostBytes ? $"\" and {text.Length - MostBytes} more" : "\"").ToString();
    }
}
