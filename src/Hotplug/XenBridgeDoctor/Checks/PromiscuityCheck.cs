using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>
/// Promiscuous mode that somebody set by hand. A bridge sets that of its ports itself, which the flag does not show
/// (dev_get_flags of net/core/dev.c).
/// </summary>
internal sealed class PromiscuityCheck : ICheck
{
    public string Name => "promiscuity";

    public IEnumerable<Finding> Look(Host host) =>
        host.Shadowed.SelectMany(shadow =>
            Look(shadow).OrWell(shadow.InterfaceName.Value, "neither bridge nor uplink was made promiscuous by hand")
        );

    private static IEnumerable<Finding> Look(ShadowState shadow)
    {
        foreach (var link in new[] { shadow.Bridge!, shadow.Nic! })
        {
            if (link.Flags.HasFlag(LinkFlags.Promiscuous))
                yield return Finding.Doubtful(
                    link.Name,
                    "somebody has set promiscuous mode: the host works on every frame of the network, and needs none of them",
                    $"ip link set dev {Text.ShellWord(link.Name)} promisc off"
                );
        }
    }
}
