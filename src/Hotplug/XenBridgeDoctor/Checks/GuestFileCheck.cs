using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>Guests' files in /etc/xen: whether xl can read them, and the bridges and scripts that their NICs name.</summary>
internal sealed class GuestFileCheck : ICheck
{
    public string Name => "guest-files";

    public IEnumerable<Finding> Look(Host host)
    {
        var byDefault = XlConfigurationCheck.BridgeByDefault(host.Files);
        foreach (var file in host.GuestFiles)
        {
            // What xend read is Python.
            if (file.Content.Fault is { } fault && !host.HasXend)
            {
                if (file.IsGuest)
                    yield return Finding.Wrong(
                        file.Path,
                        $"xl refuses the file, line {fault.Line}: {fault.Reason}",
                        fault.Cure(file.Path)
                    );
            }
            else if (file.Content.Last("vif") is { IsList: false } single)
            {
                if (file.Content.Fault == null)
                    yield return Finding.Wrong(
                        file.Path,
                        $"line {single.Line}: vif is one value and no list, so xl gives the guest no NIC",
                        $"{Mends.Edit(file.Path, single.Line)} # vif = [ ... ]"
                    );
            }
            else if (file.Content.List("vif") is { } nics)
            {
                foreach (var finding in Look(host, file, nics, byDefault))
                    yield return finding;
            }
        }
    }

    private static List<Finding> Look(Host host, GuestFile file, IReadOnlyList<string> nics, string byDefault)
    {
        var findings = new List<Finding>();
        var (line, others) = (file.Content.Last("vif")!.Line, new List<string>());
        var (path, wanted) = (file.Path, new List<string>());
        foreach (var text in nics)
        {
            var nic = host.ReadNic(file, text);
            if (nic.IsServedElsewhere)
                continue;
            if (nic.Script is { } script && HotplugScript.FindFault(host.Files, path, "script=", script) is { } fault)
                findings.Add(fault);
            foreach (var ignored in nic.Ignored)
                findings.Add(
                    Finding.Doubtful(
                        path,
                        $"a NIC has {Text.Printable(ignored)}, of which xl makes nothing",
                        $"{Mends.Edit(path, line)} # KEY=VALUE without blanks, as in xl-network-configuration(5)"
                    )
                );
            if (!host.IsServedByOther(nic) && FindVifnameFault(host, file, nic.Vifname) is { } refused)
                findings.Add(refused);
            if (host.IsServedByOther(nic))
                others.Add(HotplugScript.PathOf(nic.Script ?? host.ScriptByDefault));
            else if (nic.Bridge is { } named)
                wanted.Add(named);
            else if (host.WhyNoBridge(byDefault) is { } reason)
                findings.Add(
                    Finding.Doubtful(
                        path,
                        $"a NIC names no bridge, and the default {Text.Printable(byDefault)} {reason}",
                        $"{Mends.Edit(path, line)} # bridge={host.SomeBridge}"
                    )
                );
        }
        foreach (var named in wanted)
        {
            if (host.WhyNoBridge(named) is { } reason)
                findings.Add(
                    Finding.Wrong(
                        path,
                        $"a NIC names the bridge {Text.Printable(named)}, which {reason}",
                        // Another script may take the same name for something else. What stands in which quotes is not known.
                        named.All(IsPlain)
                        && host.SomeBridge.All(IsPlainOrDot)
                        && others.Count == 0
                            ? Rename(path, named, host.SomeBridge)
                            : $"{Mends.Edit(path, line)} # bridge={host.SomeBridge}"
                    )
                );
        }
        if (file.Content.Last("vif")!.Values.Contains(null))
            findings.Add(
                Finding.Wrong(
                    path,
                    "vif has a list within the list: xl takes neither that nor what stands behind it for a NIC",
                    $"{Mends.Edit(path, line)} # vif = [ '...', '...' ]"
                )
            );
        foreach (var other in others)
            findings.Add(
                Finding.Unseen(
                    path,
                    $"{Text.Printable(other)} serves a NIC of it, and what that takes is not looked at"
                )
            );
        return [.. findings.Distinct().OrWell(path, "the bridges and scripts of its NICs are there")];
    }

    /// <summary>The finding about a vifname that vif-bridge will refuse; null if it will not, or there is none.</summary>
    private static Finding? FindVifnameFault(Host host, GuestFile file, string? name)
    {
        if (name == null || host.GuestLinkNames.WhyRefused(name) is not { } reason)
            return null;
        var (path, free) = (file.Path, host.GuestLinkNames.FreeFor($"{file.Path}={name}"));
        return Finding.Wrong(
            path,
            $"a NIC has the vifname {Text.Printable(name)}, which {reason}",
            name.All(IsPlainOrDot)
                ? Mends.Sed(path, $"s/vifname={Text.SedLiteral(name)}\\([^A-Za-z0-9_.@+-]\\|$\\)/vifname={free}\\1/g")
                : $"{Mends.Edit(path, file.Content.Last("vif")!.Line)} # vifname={free}"
        );
    }

    /// <summary>Names another bridge wherever this one stands, and not where its name begins another.</summary>
    private static string Rename(string path, string named, string bridge) =>
        Mends.Sed(path, $"s/bridge={named}\\([^A-Za-z0-9_.-]\\|$\\)/bridge={Text.SedLiteral(bridge)}\\1/g");

    /// <summary>What means itself in a guest's file, between whatever quotes.</summary>
    private static bool IsPlainOrDot(char character) => IsPlain(character) || character == '.';

    /// <summary>What means itself in a script of sed.</summary>
    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
}
