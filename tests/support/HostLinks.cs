using System.Text;
using System.Text.Json;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>Making and reading a host's links with the real `ip` and `bridge`.</summary>
public static class HostLinks
{
    public static async Task Ip(this Host host, string arguments) =>
        (await host.Run("ip", arguments.Split(' '))).ShouldSucceed();

    /// <summary>
    /// Adds a bridge as bridge-shadow makes it: with a MAC of its own, which no port then changes, and no delay
    /// before it forwards.
    /// </summary>
    public static Task AddBridge(this Host host, string name)
    {
        var bytes = Encoding.ASCII.GetBytes(name.PadLeft(4, '-'))[^4..];
        var mac = string.Join(
            ':',
            new byte[] { 2, 0 }
                .Concat(bytes)
                .Select(octet => $"{octet:x2}")
        );
        return host.Shell(
            $"ip link add name {name} address {mac} type bridge stp_state 0 forward_delay 0 && ip link set dev {name} up"
        );
    }

    /// <summary>Adds a link as the emulator of an HVM guest makes it.</summary>
    public static Task AddTap(this Host host, string name) => host.Ip($"tuntap add dev {name} mode tap");

    public static Task AddPort(this Host host, string bridge, string name) =>
        host.Shell($"ip link set dev {name} master {bridge} && ip link set dev {name} up");

    /// <summary>Waits until the kernel has noticed the port's carrier and lets frames through it.</summary>
    public static Task PortForwards(this Host host, string name) =>
        host.Shell($"until bridge link show dev {name} | grep -q 'state forwarding'; do sleep 0.01; done");

    public static async Task<IReadOnlyList<Link>> Links(this Host host)
    {
        var links = await host.Run("ip", "-json", "-details", "link", "show");
        var addresses = await host.Run("ip", "-json", "address", "show");
        return TestSupport.Link.Parse(links.ShouldSucceed().Output, addresses.ShouldSucceed().Output);
    }

    public static async Task<Link> Link(this Host host, string name)
    {
        var links = await host.Links();
        return Assert.Single(links, link => link.Name == name);
    }

    public static async Task<bool> HasLink(this Host host, string name) =>
        (await host.Links()).Any(link => link.Name == name);

    /// <summary>The VLANs of a port, or of a bridge itself, a line each, as `bridge` shows them.</summary>
    public static Task<string> Vlans(this Host host, string link) =>
        host.Shell($"bridge vlan show dev {link} | sed -nE 's/^({link})?[[:space:]]+([0-9])/\\2/p'");

    /// <summary>The ports of a bridge as `bridge link` has them, in the order of their names.</summary>
    public static async Task<IReadOnlyList<string>> Ports(this Host host, string bridge)
    {
        var result = await host.Run("bridge", "-json", "link", "show");
        using var json = JsonDocument.Parse(result.ShouldSucceed().Output);
        return
        [
            .. json
                .RootElement.EnumerateArray()
                .Where(port => port.GetProperty("master").GetString() == bridge)
                .Select(port => port.GetProperty("ifname").GetString()!)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>All routes of all tables, without what follows a link's state and what the kernel adds when it likes.</summary>
    public static Task<string> Routes(this Host host) =>
        host.Shell(
            """
            ip -4 route show table all | sed 's/ linkdown//'
            ip -6 route show table all | sed -e '/fe80::/d' -e '/ff00::/d' -e 's/ linkdown//'
            """
        );
}
