using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>The two entries of xend's file, on hosts that have one.</summary>
internal sealed class XendConfigurationCheck : ICheck
{
    internal const string Path = "/etc/xen/xend-config.sxp";

    private const string NetworkScript = "network-script";
    private const string VifScript = "vif-script";

    // Builds a bridge of its own, and takes the host off the network while it does.
    private const string StockNetworkScript = "network-bridge";

    public string Name => "xend-config.sxp";

    /// <summary>The script that xend calls for a NIC whose guest's file names none; null if the file names none.</summary>
    internal static string? ScriptByDefault(HostFiles files) =>
        files.TryRead(Path) is { } text ? SxpNode.Parse(text).Find(VifScript) : null;

    public IEnumerable<Finding> Look(Host host)
    {
        if (host.Files.TryRead(Path) is not { } text)
            return [];
        var file = SxpNode.Parse(text);
        return Look(host, file, NetworkScript, "network-bridge-additional")
            .Concat(Look(host, file, VifScript, "vif-bridge-shadow"))
            .OrWell(Path, "network-script and vif-script can be run, and their bridges are there");
    }

    private static IEnumerable<Finding> Look(Host host, SxpNode file, string key, string program)
    {
        var value = file.Find(key);
        var entry = $"({key} {Mends.InQuotes($"{program} bridge={host.SomeBridge}", '\'')})";
        // Whole entries of one line alone, so that no parenthesis is left over.
        var cure =
            $"{Mends.Sed(Path, $"/^{Mends.Blank}*({key}{Mends.Blank}[^()]*){Mends.Blank}*$/d")}; {Mends.Append(Path, entry)} # and restart xend";
        if (value == null)
        {
            yield return Finding.Doubtful(Path, $"has no entry {key}", cure);
            yield break;
        }
        if (HotplugScript.FindFault(host.Files, Path, key, value) is { } fault)
            yield return fault;
        if (value.Split(' ')[0] == StockNetworkScript)
            yield return Finding.Wrong(
                Path,
                $"{key} is Xen's own {StockNetworkScript}, which takes the host off the network when xend starts",
                cure
            );
        if (
            (key == NetworkScript || HotplugScript.PutsOnBridge(host.Files, value))
            && HotplugScript.BridgeIn(value) is { Length: > 0 } bridge
            && host.WhyNoBridge(bridge) is { } reason
        )
            yield return Finding.Wrong(Path, $"{key} names the bridge {Text.Printable(bridge)}, which {reason}", cure);
    }
}
