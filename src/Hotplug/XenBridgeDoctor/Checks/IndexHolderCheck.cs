using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>Rules and tunnels that were made for the NIC before it became the uplink, and hold its index.</summary>
internal sealed class IndexHolderCheck : ICheck
{
    public string Name => "index-holders";

    public IEnumerable<Finding> Look(Host host) => host.Shadowed.SelectMany(shadow => Look(host, shadow));

    private static IEnumerable<Finding> Look(Host host, ShadowState shadow)
    {
        var uplink = shadow.Nic!.Name;
        try
        {
            return LeftHolders
                .Find(host.Links, shadow)
                .ConvertAll(holder => Finding.Doubtful(uplink, holder.Fact, holder.Mend))
                .OrWell(uplink, "no rule and no tunnel means it in place of the bridge");
        }
        catch (NetlinkException exception)
        {
            return
            [
                host.CouldNotSee(
                    uplink,
                    exception.Message,
                    $"nft -a list ruleset | grep -Fw -- {Text.ShellWord(uplink)} # does a rule mean it in place of the bridge?"
                ),
            ];
        }
    }
}
