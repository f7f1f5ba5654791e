using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>
/// The IPv6 addresses of a link that end: routers and DHCPv6 servers gave them. systemd 252 takes them off a link whose file has
/// changed, asks for them once more, and then waits for duplicate address detection: without them for about 3 s.
/// </summary>
internal sealed class DynamicAddresses
{
    private readonly InterfaceName _name;
    private readonly List<LinkAddress> _addresses = [];

    private DynamicAddresses(InterfaceName name)
    {
        _name = name;
    }

    /// <summary>Those of no link.</summary>
    internal static DynamicAddresses None(InterfaceName name) => new(name);

    /// <summary>Those that a link has and may use.</summary>
    /// <exception cref="NetlinkException">The kernel refused to list them.</exception>
    internal static DynamicAddresses Read(InterfaceName name)
    {
        using var kernel = new Rtnetlink();
        var dynamic = new DynamicAddresses(name);
        if (kernel.FindLink(name.Value) is { } link)
            dynamic._addresses.AddRange(kernel.ListAddresses(link.Index).Where(IsGiven));
        return dynamic;
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
        address is { Family: AddressFamily.Inet6, Scope: 0, IsUnverified: false }
        && address.ValidLifetime != LinkAddress.Forever
        && !address.HasFlag(AddressFlag.Temporary);
}
