using Xen.Hotplug.Common.Netlink;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>What comes in on a port goes to the bridge: an address of the port itself answers nobody.</summary>
internal sealed class PortAddressCheck : ICheck
{
    public string Name => "port-addresses";

    public IEnumerable<Finding> Look(Host host) =>
        host.Bridges.SelectMany(bridge => Look(host, bridge).OrWell(bridge.Name, "no port has an address of its own"));

    private static IEnumerable<Finding> Look(Host host, Link bridge)
    {
        foreach (var port in host.PortsOf(bridge))
        {
            foreach (var address in host.AddressesOf(port))
            {
                // The kernel makes IPv6 addresses of the link by itself, and they do no harm.
                if (
                    address.Scope == LinkAddress.LinkScope
                    && address.Local.AddressFamily == AddressFamily.InterNetworkV6
                )
                    continue;
                yield return Finding.Wrong(
                    port.Name,
                    $"has the address {address}, which belongs on its bridge {bridge.Name}",
                    $"ip addr add {address} dev {Text.ShellWord(bridge.Name)}; ip addr del {address} dev {Text.ShellWord(port.Name)}"
                );
            }
        }
    }
}
