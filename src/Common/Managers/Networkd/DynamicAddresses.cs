using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>
/// A link's IPv6 addresses with a lifetime, as routers and DHCPv6 servers give them. systemd 252 removes them when the link's file
/// has changed, and when networkd restarts. It asks for them again, and then waits for duplicate address detection.
/// </summary>
internal sealed class DynamicAddresses
{
    private readonly InterfaceName _name;
    private readonly List<LinkAddress> _addresses;

    private DynamicAddresses(InterfaceName name, List<LinkAddress> addresses)
    {
        _name = name;
        _addresses = addresses;
    }

    /// <summary>Those that a link has and may use.</summary>
    /// <exception cref="NetlinkException">The kernel refused to list them.</exception>
    internal static DynamicAddresses Read(InterfaceName name)
    {
        using var kernel = new Rtnetlink();
        var link = kernel.FindLink(name.Value);
        return new DynamicAddresses(
            name,
            link == null ? [] : kernel.ListAddresses(link.Index).ToList().FindAll(IsGiven)
        );
    }

    /// <summary>Gives the link those that it has lost meanwhile, to be used at once: the host had them all along.</summary>
    /// <exception cref="NetlinkException">The kernel refused one.</exception>
    internal void PutBack()
    {
        if (_addresses.Count == 0)
            return;
        using var kernel = new Rtnetlink();
        if (kernel.FindLink(_name.Value) is not { } link)
            return;
        var there = kernel.ListAddresses(link.Index).Select(address => address.Local).ToHashSet();
        var target = LinkReference.To(link);
        var batch = new RequestBatch();
        foreach (var address in _addresses.FindAll(address => !there.Contains(address.Local)))
            batch.AddAddress(address with { Flags = address.Flags | AddressFlag.NoDuplicateDetection }, target);
        kernel.Execute(batch);
    }

    // The kernel makes temporary ones by itself.
    private static bool IsGiven(LinkAddress address) =>
        address is { Family: AddressFamily.Inet6, Scope: 0, IsUnverified: false, IsTemporary: false }
        && address.ValidLifetime != LinkAddress.Forever;
}
