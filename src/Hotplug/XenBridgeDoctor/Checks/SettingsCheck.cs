using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>The files of the programs themselves.</summary>
internal sealed class SettingsCheck : ICheck
{
    private const string HotplugPath = Invocation.ConfigurationPath;

    public string Name => "settings";

    public IEnumerable<Finding> Look(Host host)
    {
        if (ShadowFileReport.Read(host.Files) is { Path: { } path, Fault: { } fault })
            yield return Finding.Wrong(path, $"bridge-shadow cannot read it: {fault}", Edit(path));
        if (host.Files.TryRead(HotplugPath) is not { } text)
            yield break;
        foreach (var finding in Look(host, text).OrWell(HotplugPath, "can be read, and its values mean something"))
            yield return finding;
    }

    private static List<Finding> Look(Host host, string text)
    {
        var findings = new List<Finding>();
        IReadOnlyDictionary<string, string> values;
        try
        {
            values = AssignmentFile.Parse(text, HotplugPath);
        }
        catch (HotplugException exception)
        {
            return [Finding.Wrong(HotplugPath, $"no guest's NIC comes up: {exception.Message}", Edit(HotplugPath))];
        }
        if (values.GetValueOrDefault("bridge") is { Length: > 0 } bridge && host.WhyNoBridge(bridge) is { } reason)
            findings.Add(
                Finding.Wrong(
                    HotplugPath,
                    $"bridge is {Text.Printable(bridge)}, which {reason}",
                    $"sed -i {Text.ShellWord($"s/^bridge=.*/bridge={host.SomeBridge}/")} {HotplugPath}"
                )
            );
        RequireWord("antispoof", "yes", "no");
        RequireWord("firewall", "nftables", "iptables", "none");
        return findings;

        void RequireWord(string key, params string[] words)
        {
            if (values.GetValueOrDefault(key) is { Length: > 0 } value && !words.Contains(value))
                findings.Add(
                    Finding.Wrong(
                        HotplugPath,
                        $"no guest's NIC comes up: {key} is {Text.Printable(value)}, and none of {Text.List(words)}",
                        $"sed -i '/^{key}=/d' {HotplugPath}"
                    )
                );
        }
    }

    private static string Edit(string path) => $"${{EDITOR:-vi}} {path}";
}
