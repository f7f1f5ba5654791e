using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>What xl gives to NICs whose guest's file does not say otherwise (man 5 xl.conf).</summary>
internal sealed class XlConfigurationCheck : ICheck
{
    internal const string Path = "/etc/xen/xl.conf";
    private const string Bridge = "vif.default.bridge";
    private const string Script = "vif.default.script";
    private const string RunScripts = "run_hotplug_scripts";

    // What counts where the other is not set (parse_global_config of tools/xl/xl.c).
    private const string OldBridge = "defaultbridge";
    private const string OldScript = "vifscript";

    // libxl__device_nic_setdefault of libxl_nic.c.
    private const string DefaultBridge = "xenbr0";
    private const string DefaultScript = "vif-bridge";

    public string Name => "xl.conf";

    /// <summary>The bridge of a NIC whose guest's file names none.</summary>
    internal static string BridgeByDefault(HostFiles files) => NamedBridge(Read(files)) ?? DefaultBridge;

    /// <summary>The script of a NIC whose guest's file names none: that of xl or, where it sets none, of xend.</summary>
    internal static string ScriptByDefault(HostFiles files) =>
        NamedScript(Read(files)) ?? XendConfigurationCheck.ScriptByDefault(files) ?? DefaultScript;

    public IEnumerable<Finding> Look(Host host)
    {
        if (host.Files.TryRead(Path) is not { } text)
            return [];
        var file = XlFile.Parse(text);
        if (file.Fault is { } fault)
            return
            [
                Finding.Wrong(
                    Path,
                    $"xl refuses the file, line {fault.Line}, and with it every command: {fault.Reason}",
                    fault.Cure(Path)
                ),
            ];
        var script = host.ScriptByDefault;
        if (!HotplugScript.PutsOnBridge(host.Files, script))
            return LookAtScripts(host, file)
                .OrWell(Path, $"the default script {Text.Printable(script)} can be run; a bridge is its own affair");
        return LookAtBridge(host, file)
            .Concat(LookAtScripts(host, file))
            .OrWell(
                Path,
                $"the default bridge {Text.Printable(BridgeByDefault(host.Files))} is there, and the default script can be run"
            );
    }

    private static XlFile Read(HostFiles files) => XlFile.Parse(files.TryRead(Path) ?? "");

    private static string? NamedBridge(XlFile file) => FindEither(file, Bridge, OldBridge);

    private static string? NamedScript(XlFile file) => FindEither(file, Script, OldScript);

    private static string? FindEither(XlFile file, string key, string oldKey) =>
        file.Find(key) is { Length: > 0 } value ? value
        : file.Find(oldKey) is { Length: > 0 } old ? old
        : null;

    private static IEnumerable<Finding> LookAtBridge(Host host, XlFile file)
    {
        if (!host.WantsBridge)
            yield break;
        var cure = SetCommand(Bridge, Mends.InQuotes(host.SomeBridge, '"'));
        if (NamedBridge(file) is { } name)
        {
            if (host.WhyNoBridge(name) is { } reason)
                yield return Finding.Wrong(
                    Path,
                    $"{Bridge} is {Text.Printable(name)}, which {reason}",
                    host.CanBeShadowed(name) ? Host.StartCommand(name) : cure
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
        if (HotplugScript.FindFault(host.Files, Path, Script, NamedScript(file) ?? DefaultScript) is { } fault)
            yield return fault;
        if (file.Find(RunScripts) == "0")
            yield return Finding.Wrong(
                Path,
                $"{RunScripts} is 0: xl leaves the ports to udev rules, which Xen has no more",
                SetCommand(RunScripts, "1")
            );
    }

    /// <summary>Sets a key, and takes the lines away that set it, and nothing else, now. Of several, xl takes the last.</summary>
    private static string SetCommand(string key, string value) =>
        $"{Mends.Sed(Path, $"/^{Mends.Blank}*{Text.SedLiteral(key)}{Mends.Blank}*=[^;]*$/d")}; {Mends.Append(Path, $"{key}={value}")}";
}
