using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>What xl gives to NICs whose guest's file does not say otherwise (man 5 xl.conf).</summary>
internal sealed class XlConfigurationCheck : ICheck
{
    internal const string Path = "/etc/xen/xl.conf";
    private const string Bridge = "vif.default.bridge";
    private const string Script = "vif.default.script";

    // libxl__device_nic_setdefault of libxl_nic.c.
    private const string DefaultBridge = "xenbr0";
    private const string DefaultScript = "vif-bridge";

    public string Name => "xl.conf";

    /// <summary>The bridge of a NIC whose guest's file names none.</summary>
    internal static string BridgeByDefault(HostFiles files) =>
        XlFile.Parse(files.TryRead(Path) ?? "").Find(Bridge) is { Length: > 0 } name ? name : DefaultBridge;

    public IEnumerable<Finding> Look(Host host)
    {
        if (host.Files.TryRead(Path) is not { } text)
            return [];
        var file = XlFile.Parse(text);
        return LookAtBridge(host, file)
            .Concat(LookAtScripts(host, file))
            .OrWell(
                Path,
                $"the default bridge {Text.Printable(BridgeByDefault(host.Files))} is there, and the default script can be run"
            );
    }

    private static IEnumerable<Finding> LookAtBridge(Host host, XlFile file)
    {
        var cure = SetCommand(Bridge, host.SomeBridge);
        if (file.Find(Bridge) is { Length: > 0 } name)
        {
            if (host.WhyNoBridge(name) is { } reason)
                yield return Finding.Wrong(
                    Path,
                    $"{Bridge} is {Text.Printable(name)}, which {reason}",
                    host.Shadows.Any(shadow => shadow.Bridge != null)
                        ? cure
                        : $"bridge-shadow start {Text.ShellWord(name)}"
                );
        }
        else if (host.WhyNoBridge(DefaultBridge) is { } reason)
            yield return Finding.Doubtful(
                Path,
                $"sets no {Bridge}, so that guests whose file names no bridge get {DefaultBridge}, which {reason}",
                cure
            );
    }

    private static IEnumerable<Finding> LookAtScripts(Host host, XlFile file)
    {
        var script = file.Find(Script) is { Length: > 0 } named ? named : DefaultScript;
        if (HotplugScript.FindFault(host.Files, Path, Script, script) is { } fault)
            yield return fault;
        if (file.Find("run_hotplug_scripts") == "0")
            yield return Finding.Wrong(
                Path,
                "run_hotplug_scripts is 0: xl leaves the ports to udev rules, which Xen has no more",
                $"sed -i '/^ *run_hotplug_scripts/d' {Path}"
            );
    }

    /// <summary>Sets a key, and takes away what sets it now.</summary>
    private static string SetCommand(string key, string value) =>
        $"sed -i '/^ *{key.Replace(".", "\\.", StringComparison.Ordinal)}/d' {Path}; echo '{key}=\"{value}\"' >>{Path}";
}
