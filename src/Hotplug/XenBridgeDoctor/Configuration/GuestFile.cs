namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>A file that may be a guest's, in Xen's folder or the one for automatic starts.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Content">What it says.</param>
internal sealed record GuestFile(string Path, XlFile Content)
{
    private const string Folder = "/etc/xen";
    private const string AutomaticFolder = "/etc/xen/auto";

    // Xen's own examples, which nobody starts.
    private static readonly string[] ExamplePrefixes = ["xlexample", "xmexample"];

    // Editors' and package managers' leavings.
    private static readonly string[] OtherSuffixes =
    [
        "~",
        ".bak",
        ".orig",
        ".dpkg-old",
        ".dpkg-dist",
        ".rpmsave",
        ".rpmnew",
    ];

    // What a guest has beside its name.
    private static readonly string[] OtherKeys = ["kernel", "bootloader", "builder", "type", "memory", "disk"];

    /// <summary>Whether a guest is described, so that xl is meant to read it.</summary>
    internal bool IsGuest =>
        Content.Last("vif") != null
        || (Content.Last("name") != null && Array.Exists(OtherKeys, key => Content.Last(key) != null));

    internal static IReadOnlyList<GuestFile> List(HostFiles files)
    {
        var found = new List<GuestFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // What is in auto is linked to files beside it, as a rule.
        foreach (var path in files.List(Folder).Concat(files.List(AutomaticFolder)))
        {
            // A script is no guest's file, whatever it sets.
            if (
                MayBeGuest(path)
                && seen.Add(files.Resolve(path))
                && files.TryRead(path) is { } text
                && !text.StartsWith("#!", StringComparison.Ordinal)
            )
                found.Add(new GuestFile(path, XlFile.Parse(text)));
        }
        return found;
    }

    private static bool MayBeGuest(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return !name.StartsWith('.')
            && !Array.Exists(ExamplePrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            && !Array.Exists(OtherSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal));
    }
}
