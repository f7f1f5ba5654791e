using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Firewall;
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
            yield return Finding.Wrong(path, $"bridge-shadow cannot read it: {fault}", Mends.Edit(path));
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
            return
            [
                Finding.Wrong(HotplugPath, $"no guest's NIC comes up: {exception.Message}", Mends.Edit(HotplugPath)),
            ];
        }
        if (values.GetValueOrDefault("bridge") is { Length: > 0 } bridge && host.WhyNoBridge(bridge) is { } reason)
            findings.Add(
                Finding.Wrong(
                    HotplugPath,
                    $"bridge is {Text.Printable(bridge)}, which {reason}",
                    SetCommand("bridge", host.SomeBridge)
                )
            );
        RequireWord("antispoof", "yes", "no");
        RequireWord("firewall", "nftables", "iptables", "none");
        RequireWord(FirewallChoice.PartialGuardKey, "no", "yes");
        RequireWord(FirewallChoice.AcceptBridgedKey, "no", "yes");
        return findings;

        void RequireWord(string key, params string[] words)
        {
            if (values.GetValueOrDefault(key) is { Length: > 0 } value && !words.Contains(value))
                findings.Add(
                    Finding.Wrong(
                        HotplugPath,
                        $"no guest's NIC comes up: {key} is {Text.Printable(value)}, and none of {Text.List(words)}",
                        // Which of them was meant is not for us to say: one more guard, or none.
                        $"{Mends.Edit(HotplugPath)} # {key}={words[0]}"
                    )
                );
        }
    }

    /// <summary>Has nftables guard, and iptables go on accepting what it accepted.</summary>
    internal static string GuardByNftables(Host host) =>
        Names(host, "firewall")
            ? $"{SetCommand("firewall", "nftables")}{(host.Guards.AcceptsBridged ? $"; {AcceptBridged(host)}" : "")}"
            : "# install nftables, or take the variable firewall out of the environment";

    /// <summary>Has iptables accept what is bridged; it touches no guard.</summary>
    internal static string AcceptBridged(Host host) =>
        Names(host, FirewallChoice.AcceptBridgedKey)
            ? SetCommand(FirewallChoice.AcceptBridgedKey, "yes")
            : Mends.Append(HotplugPath, $"{FirewallChoice.AcceptBridgedKey}=yes");

    private static bool Names(Host host, string key) =>
        host.Files.TryRead(HotplugPath)?.Contains($"{key}=", StringComparison.Ordinal) == true;

    /// <summary>Changes a line that sets a key and nothing else, or adds one: of several, the last counts.</summary>
    private static string SetCommand(string key, string value)
    {
        var line = $"^{Mends.Blank}*{key}=[^[:space:];]*{Mends.Blank}*$";
        // The file is read as a shell would read it.
        var setting = $"{key}={Mends.InAssignment(value)}";
        return $"{Mends.Sed(HotplugPath, $"s/{line}/{Text.SedLiteral(setting)}/")}; grep -Fqx {Text.ShellWord(setting)} {HotplugPath} || {Mends.Append(HotplugPath, setting)}";
    }
}
