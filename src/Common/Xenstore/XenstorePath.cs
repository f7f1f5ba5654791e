namespace Xen.Hotplug.Common.Xenstore;

/// <summary>
/// The rule for paths (docs/misc/xenstore.txt of Xen). Checked here because the store tells all mistakes by one
/// EINVAL, and because a NUL in a path would become the end of it.
/// </summary>
public static class XenstorePath
{
    /// <summary>XENSTORE_ABS_PATH_MAX of xs_wire.h, in bytes.</summary>
    internal const int LongestAbsolute = 3072;

    /// <summary>XENSTORE_REL_PATH_MAX of xs_wire.h, in bytes; the store puts /local/domain/DOMID before it.</summary>
    internal const int LongestRelative = 2048;

    /// <summary>What is wrong with <paramref name="path"/>, to be put after "because"; null if nothing is.</summary>
    public static string? FindFault(string path)
    {
        if (path.Length == 0)
            return "a path must not be empty";
        var longest = path[0] == '/' ? LongestAbsolute : LongestRelative;
        if (path.Length > longest)
            return $"such a path may have at most {longest} characters and this has {path.Length}";
        if (!path.All(IsAllowed))
            return "a path may hold only letters, digits and the characters - / _ @";
        if (path.Contains("//", StringComparison.Ordinal))
            return "a path must not hold two slashes in a row";
        if (path.Length > 1 && path[^1] == '/')
            return "a path must not end with a slash";
        return null;
    }

    private static bool IsAllowed(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '-' or '/' or '_' or '@';

    /// <summary>A checked path in a sentence: the name first, because that is what the reader looks for.</summary>
    internal static string Describe(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 || path.Length > 200 ? path : $"{path[(slash + 1)..]} under {path[..slash]}";
    }
}
