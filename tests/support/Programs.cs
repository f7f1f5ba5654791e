namespace Xen.Hotplug.TestSupport;

/// <summary>Where the native programs under test are.</summary>
public static class Programs
{
    private const string Mark = "XenShadowBridge.slnx";

    /// <summary>The names of all.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["vif-bridge", "network-bridge-additional", "bridge-shadow", "xen-bridge-doctor"];

    public static string VifBridge => Find("vif-bridge");

    public static string NetworkBridgeAdditional => Find("network-bridge-additional");

    public static string BridgeShadow => Find("bridge-shadow");

    public static string XenBridgeDoctor => Find("xen-bridge-doctor");

    /// <summary>Debian's vif-bridge, of xen-utils-common.</summary>
    public static string StockVifBridge => "/etc/xen/scripts/vif-bridge";

    /// <summary>A file of the source tree.</summary>
    public static string Source(string path) => Path.Combine(Root(), path);

    private static string Folder =>
        Environment.GetEnvironmentVariable("XEN_HOTPLUG_DIST") is { Length: > 0 } chosen
            ? Path.GetFullPath(chosen)
            : Path.Combine(Root(), "dist");

    /// <summary>The file of a program.</summary>
    public static string Find(string name)
    {
        var program = Path.Combine(Folder, name);
        return File.Exists(program)
            ? program
            : throw new FileNotFoundException(
                $"{program} is not there: build it with `make`, or set XEN_HOTPLUG_DIST."
            );
    }

    // Above the tests, or, where they were built elsewhere, above the programs.
    private static string Root() =>
        FindRoot(AppContext.BaseDirectory)
        ?? FindRoot(Environment.GetEnvironmentVariable("XEN_HOTPLUG_DIST"))
        ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds {Mark}.");

    private static string? FindRoot(string? folder)
    {
        while (folder != null && !File.Exists(Path.Combine(folder, Mark)))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
