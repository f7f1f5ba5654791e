using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>The two entries of xend's file, on hosts that have one.</summary>
internal sealed class XendConfigurationCheck : ICheck
{
    private const string Path = "/etc/xen/xend-config.sxp";

    // Builds a bridge of its own, and takes the host off the network while it does.
    private const string StockNetworkScript = "network-bridge";

    public string Name => "xend-config.sxp";

    public IEnumerable<Finding> Look(Host host)
    {
        if (host.Files.TryRead(Path) is not { } text)
            return [];
        var file = SxpNode.Parse(text);
        return Look(host, file, "network-script", "network-bridge-additional")
            .Concat(Look(host, file, "vif-script", "vif-bridge-shadow"))
            .OrWell(Path, "network-script and vif-script can be run, and their bridges are there");
    }

    private static IEnumerable<Finding> Look(Host host, SxpNode file, string key, string program)
    {
        var value = file.Find(key);
        var entry = $"({key} '{program} bridge={host.SomeBridge}')";
        var cure = $"sed -i '/^ *({key} /d' {Path}; echo {Text.ShellWord(entry)} >>{Path} # and restart xend";
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
        if (HotplugScript.BridgeIn(value) is { Length: > 0 } bridge && host.WhyNoBridge(bridge) is { } reason)
            yield return Finding.Wrong(Path, $"{key} names the bridge {Text.Printable(bridge)}, which {reason}", cure);
    }
}
