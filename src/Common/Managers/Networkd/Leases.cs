using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>The leased addresses of a link that nobody renews: without them the host may not be reached.</summary>
internal static class Leases
{
    /// <summary>Lets them outlive their leases, if the kernel does. A client that gets a lease later gives them an end again.</summary>
    internal static bool TryOutlive(InterfaceName name)
    {
        try
        {
            using var kernel = new Rtnetlink();
            if (kernel.FindLink(name.Value) is not { } link)
                return false;
            var batch = new RequestBatch();
            foreach (var address in kernel.ListAddresses(link.Index))
            {
                if (address.IsLeased)
                    batch.ChangeAddress(address.WithoutLifetime(), LinkReference.To(link));
            }
            kernel.Execute(batch);
            return true;
        }
        catch (NetlinkException)
        {
            return false;
        }
    }
}
