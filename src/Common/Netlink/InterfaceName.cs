using System.Text;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>A name that the kernel accepts for a link (dev_valid_name of net/core/dev.c), checked once at the door.</summary>
public sealed record InterfaceName
{
    /// <summary>The longest name in bytes: IFNAMSIZ of linux/if.h, less its NUL byte.</summary>
    public const int MaximumLength = 15;

    private const byte HardSpace = 0xa0;

    private InterfaceName(string value) => Value = value;

    /// <summary>The name itself.</summary>
    public string Value { get; }

    /// <summary>Checks a name.</summary>
    /// <param name="text">The name.</param>
    /// <param name="source">Where it came from, for the error: "bridge", say.</param>
    /// <exception cref="HotplugException">It is no valid name; the message says why.</exception>
    public static InterfaceName Parse(string text, string source) =>
        WhyInvalid(text) is { } reason
            ? throw new HotplugException($"{source}={Text.Printable(text)} is no valid name of a link: {reason}")
            : new InterfaceName(text);

    /// <summary>Why the kernel would refuse the name, or we cannot say it to the kernel; null if neither is so.</summary>
    public static string? WhyInvalid(string text)
    {
        if (text.Length == 0)
            return "it is empty";
        if (text is "." or "..")
            return "it names a directory";
        if (Encoding.UTF8.GetByteCount(text) > MaximumLength)
            return $"it is longer than {MaximumLength} bytes";
        // What reads text from elsewhere puts this mark in place of bytes that are none.
        if (text.Contains('\uFFFD', StringComparison.Ordinal))
            return "it is not in UTF-8; give the link another name";
        foreach (var character in text)
        {
            // The kernel reads % as a pattern to fill in, and a colon as the mark of an alias.
            if (character is '/' or ':' or '%' || char.IsWhiteSpace(character) || char.IsControl(character))
                return "it has a white space or one of / : % or a control character in it";
        }
        // The kernel looks at bytes, and takes this one for Latin-1's hard space.
        return Encoding.UTF8.GetBytes(text).Contains(HardSpace)
            ? "the kernel takes a byte of it for a white space"
            : null;
    }

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}
