using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>What a newer kernel tells of an uplink, and nobody knows whether its bridge has to have it too.</summary>
internal sealed class UnknownAttributeCheck : ICheck
{
    public string Name => "attributes";

    public IEnumerable<Finding> Look(Host host) =>
        host.Shadowed.SelectMany(shadow =>
            Look(host, shadow)
                .OrWell(shadow.Nic!.Name, "the kernel tells nothing of it that this release does not know")
        );

    private static List<Finding> Look(Host host, ShadowState shadow) =>
        host.UnknownOf(shadow)
            .ConvertAll(attribute =>
                Finding.Unseen(
                    shadow.Nic!.Name,
                    $"{attribute.Describe(shadow.Nic)}; it is not so on {shadow.InterfaceName}"
                )
            );
}
