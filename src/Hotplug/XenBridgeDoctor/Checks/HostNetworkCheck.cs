using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>The host's own network: an address that somebody renews, and a way to other networks.</summary>
internal sealed class HostNetworkCheck : ICheck
{
    public string Name => "host-network";

    public IEnumerable<Finding> Look(Host host) =>
        // A bridge that is down has lost its routes, and that is said already.
        host.Shadowed.Count == 0
        || host.Shadowed.Exists(shadow => shadow.Bridge is not { IsUp: true, IsRunning: true })
            ? []
            : Find(host).OrWell("host", "has an address that stays, and a default route");

    private static IEnumerable<Finding> Find(Host host)
    {
        var addresses = host.Links.SelectMany(host.AddressesOf).Where(IsGlobal).ToList();
        if (addresses.Count == 0)
            yield return Finding.Wrong(
                "host",
                "no link has an address that others can reach",
                "# 'bridge-shadow status' says who configures it; ask that program why it does not"
            );
        else if (!host.HasDefaultRoute)
            yield return Finding.Doubtful(
                "host",
                "no default route leads over any link, so that it reaches its own networks alone",
                "# ip route add default via ROUTER, if there is one; leave it so if that is meant"
            );
        foreach (var shadow in host.Shadowed)
        {
            foreach (var finding in Find(host, shadow))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> Find(Host host, ShadowState shadow)
    {
        var bridge = shadow.Bridge!;
        var leased = host.AddressesOf(bridge).Where(address => address.IsLeased).ToList();
        var inet = leased.FindAll(address => address.Local.AddressFamily == AddressFamily.InterNetwork);
        if (inet.Count > 1)
            yield return Finding.Doubtful(
                bridge.Name,
                $"has {inet.Count} leased addresses, {Text.List(inet.ConvertAll(address => $"{address}"))}: a DHCP server may take the host for two",
                $"# 'bridge-shadow status {bridge.Name}' says who configures it; the address that nobody renews ends by itself"
            );
        if (leased.Count > 0 && HostManagers.All().FindClaims(bridge).Count == 0)
            yield return Finding.Doubtful(
                bridge.Name,
                $"the address {leased[0]} ends in {leased[0].ValidLifetime} s, and no program that is known here renews it",
                $"ip addr change {leased[0]} dev {Text.ShellWord(bridge.Name)} valid_lft forever preferred_lft forever # until its DHCP client runs again"
            );
    }

    private static bool IsGlobal(LinkAddress address) => address.Scope == 0 && !address.IsUnverified;
}
