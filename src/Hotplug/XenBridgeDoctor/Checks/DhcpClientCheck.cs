namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>A DHCP client that was told to work on the uplink, and not on the bridge.</summary>
internal sealed class DhcpClientCheck(Func<IReadOnlyList<HostProcess>> listProcesses) : ICheck
{
    private static readonly string[] Clients = ["dhclient", "dhcpcd", "udhcpc", "dhcpcd5", "pump"];

    public string Name => "dhcp-client";

    public IEnumerable<Finding> Look(Host host)
    {
        var uplinks = host.Shadowed.ToDictionary(shadow => shadow.Nic!.Name, shadow => shadow.InterfaceName.Value);
        return uplinks.Count == 0
            ? []
            : Look(uplinks).OrWell(Text.List([.. uplinks.Keys]), "no DHCP client works on the uplink");
    }

    private IEnumerable<Finding> Look(Dictionary<string, string> uplinks)
    {
        var processes = listProcesses();
        foreach (var process in processes)
        {
            var name = NameOf(process);
            var uplink = process.Words.Skip(1).FirstOrDefault(uplinks.ContainsKey);
            if (name == null || uplink == null)
                continue;
            yield return Finding.Wrong(
                uplink,
                $"the DHCP client {name} (process {process.Id}) works on the uplink: the address that it gets there is no use to the host",
                // One is enough for the bridge.
                processes.Any(other => NameOf(other) != null && other.Words.Skip(1).Contains(uplinks[uplink]))
                    ? $"kill {process.Id}"
                    : $"kill {process.Id}; {name} {Text.ShellWord(uplinks[uplink])} # unless the address of {uplinks[uplink]} is static"
            );
        }
    }

    // A script's interpreter comes first.
    private static string? NameOf(HostProcess process) =>
        process.Words.Take(2).Select(Path.GetFileName).FirstOrDefault(Clients.Contains);
}
