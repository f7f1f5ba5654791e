using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>Guests' files in /etc/xen: the bridges and scripts that their NICs name.</summary>
internal sealed class GuestFileCheck : ICheck
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

    public string Name => "guest-files";

    public IEnumerable<Finding> Look(Host host)
    {
        var byDefault = XlConfigurationCheck.BridgeByDefault(host.Files);
        // What is in auto is linked to files beside it, as a rule.
        foreach (
            var path in host
                .Files.List(Folder)
                .Concat(host.Files.List(AutomaticFolder))
                .Where(MayBeGuest)
                .DistinctBy(host.Files.Resolve)
        )
        {
            if (host.Files.TryRead(path) is not { } text || XlFile.Parse(text).List("vif") is not { } nics)
                continue;
            var findings = nics.Select(nic => new VifSpecification(nic))
                .Where(nic => !nic.IsServedElsewhere)
                .SelectMany(nic => Look(host, path, nic, byDefault))
                .Distinct();
            foreach (var finding in findings.OrWell(path, "the bridges and scripts of its NICs are there"))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> Look(Host host, string path, VifSpecification nic, string byDefault)
    {
        var edit = $"${{EDITOR:-vi}} {Text.ShellWord(path)} # bridge={host.SomeBridge}";
        if (nic.Bridge is { } named && host.WhyNoBridge(named) is { } reason)
            yield return Finding.Wrong(
                path,
                $"a NIC names the bridge {Text.Printable(named)}, which {reason}",
                named.All(IsPlain)
                    ? $"sed -i {Text.ShellWord($"s/bridge={named}/bridge={host.SomeBridge}/")} {Text.ShellWord(path)}"
                    : edit
            );
        if (nic.Bridge == null && host.WhyNoBridge(byDefault) is { } fault)
            yield return Finding.Doubtful(
                path,
                $"a NIC names no bridge, and the default {Text.Printable(byDefault)} {fault}",
                edit
            );
        if (nic.Script is { } script && HotplugScript.FindFault(host.Files, path, "script=", script) is { } other)
            yield return other;
    }

    /// <summary>What means itself in a script of sed.</summary>
    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';

    private static bool MayBeGuest(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return !name.StartsWith('.')
            && !ExamplePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            && !OtherSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal));
    }
}
