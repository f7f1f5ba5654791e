using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers;

/// <summary>
/// The MTU that a manager gives the bridge later in a boot. The uplink needs it too, and no manager is in charge of that.
/// </summary>
internal static class UplinkMtu
{
    /// <summary>Plans that the uplink has it, once it has its name.</summary>
    /// <param name="work">What it is added to.</param>
    /// <param name="mtu">In bytes.</param>
    internal static void Plan(ManagerWork work, int mtu)
    {
        var link = LinkReference.To(work.Interface.Nic).Named(work.Interface.Uplink);
        var batch = new RequestBatch().SetMtu(link, mtu);
        // A card that cannot take it has the network all the same.
        work.After.Add(new Change($"{batch}", () => Execute(batch)) { IsTidying = true });
    }

    private static void Execute(RequestBatch batch)
    {
        using var kernel = new Rtnetlink();
        kernel.Execute(batch);
    }
}
