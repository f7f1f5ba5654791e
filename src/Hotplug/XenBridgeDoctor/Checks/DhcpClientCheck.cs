using System.Globalization;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>A DHCP client that was told to work on the uplink, and not on the bridge.</summary>
internal sealed class DhcpClientCheck(Func<IReadOnlyList<HostProcess>> listProcesses) : ICheck
{
    private static readonly string[] Clients = ["dhclient", "dhcpcd", "udhcpc", "dhcpcd5", "pump"];

    public string Name => "dhcp-client";

    public IEnumerable<Finding> Look(Host host)
    {
        var uplinks = host
            .Shadows.Where(shadow => shadow.Phase == ShadowPhase.Shadowed)
            .ToDictionary(shadow => shadow.Nic!.Name, shadow => shadow.InterfaceName);
        if (uplinks.Count == 0)
            yield break;
        var isWell = true;
        foreach (var process in listProcesses())
        {
            // A script's interpreter comes first.
            var name = process.Words.Take(2).Select(Path.GetFileName).FirstOrDefault(Clients.Contains);
            var uplink = process.Words.Skip(1).FirstOrDefault(uplinks.ContainsKey);
            if (name == null || uplink == null)
                continue;
            isWell = false;
            yield return Finding.Wrong(
                uplink,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the DHCP client {name} (process {process.Id}) works on the uplink: the address that it gets there is no use to the host"
                ),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"kill {process.Id}; {name} {Text.ShellWord(uplinks[uplink])}"
                )
            );
        }
        if (isWell)
            yield return Finding.Well(Text.List([.. uplinks.Keys]), "no DHCP client works on the uplink");
    }
}
