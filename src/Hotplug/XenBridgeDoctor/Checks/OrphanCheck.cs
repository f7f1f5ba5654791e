using Xen.Hotplug.Common.Bridging;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>Ports that look like a guest's, and that no guest has.</summary>
internal sealed class OrphanCheck : ICheck
{
    private const int OwnDomain = 0;

    public string Name => "ports-without-guest";

    // Who does not know the guests can miss none.
    public IEnumerable<Finding> Look(Host host) =>
        host.Store is { IsKnown: true, HasAllBackends: true }
            ? FindOrphans(host).OrWell("guests", "xenstore knows the guest of every port")
            : [];

    private static IEnumerable<Finding> FindOrphans(Host host)
    {
        var known = host.Store.Backends.Select(backend => (backend.DomainId, backend.DeviceId)).ToHashSet();
        foreach (var link in host.Links)
        {
            // vif0.N is the host's own port.
            if (
                VifName.Of(link) is not { } name
                || name.DomainId == OwnDomain
                || known.Contains((name.DomainId, name.DeviceId))
            )
                continue;
            yield return Finding.Doubtful(
                link.Name,
                $"no guest has this port: there is no backend/vif/{name.DomainId}/{name.DeviceId} in xenstore",
                name.IsTap
                    ? $"{GuestPort.Program} remove type_if=tap INTERFACE={name}"
                    : $"{GuestPort.Program} offline type_if=vif vif={name}"
            );
        }
    }
}
