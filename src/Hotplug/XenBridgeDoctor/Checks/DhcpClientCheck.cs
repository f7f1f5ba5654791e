using Xen.Hotplug.Common.Managers.DhcpClients;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>A DHCP client that was told to work on the uplink, and not on the bridge; and one that hears nobody any more.</summary>
internal sealed class DhcpClientCheck(Func<IReadOnlyList<HostProcess>> listProcesses) : ICheck
{
    private static readonly string[] Clients = ["dhclient", "dhcpcd", "udhcpc", "dhcpcd5", "pump"];

    public string Name => "dhcp-client";

    public IEnumerable<Finding> Look(Host host)
    {
        var uplinks = host.Shadowed.ToDictionary(shadow => shadow.Nic!.Name, shadow => shadow.InterfaceName.Value);
        var findings = FindDeaf().Concat(uplinks.Count == 0 ? [] : Look(uplinks)).ToList();
        return uplinks.Count == 0
            ? findings
            : findings.OrWell(Text.List([.. uplinks.Keys]), "no DHCP client works on the uplink");
    }

    private static IEnumerable<Finding> FindDeaf()
    {
        foreach (var process in DhclientProcess.List().Where(process => process.IsDeaf))
            yield return Finding.Wrong(
                "dhclient",
                $"the DHCP client dhclient (process {process.Id}) listens on a link that is gone: its lease will run out",
                // One that is told to end gives up its address.
                $"kill -KILL {process.Id}; {process.Command}"
            );
    }

    private IEnumerable<Finding> Look(Dictionary<string, string> uplinks)
    {
        var processes = listProcesses();
        foreach (var process in processes)
        {
            var name = NameOf(process);
            var uplink = process.Words.Skip(1).FirstOrDefault(uplinks.ContainsKey);
            // Anybody may call a process so; one that is not root's could have no raw socket.
            if (name == null || uplink == null || !process.IsRoots)
                continue;
            yield return Finding.Wrong(
                uplink,
                $"the DHCP client {name} (process {process.Id}) works on the uplink: the address that it gets there is no use to the host",
                // One is enough for the bridge.
                processes.Any(other =>
                    NameOf(other) != null && other.Words.Skip(1).Contains(uplinks[uplink]) && other.IsRoots
                )
                    ? $"kill {process.Id}"
                    : $"kill {process.Id}; {Text.ShellWord(name)} {Text.ShellWord(uplinks[uplink])} # unless the address of {uplinks[uplink]} is static"
            );
        }
    }

    // A script's interpreter comes first.
    private static string? NameOf(HostProcess process) =>
        process.Words.Take(2).Select(Path.GetFileName).FirstOrDefault(Clients.Contains);
}
