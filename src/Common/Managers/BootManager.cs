using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers;

/// <summary>A manager while the host boots: where it does not run yet, it is told what it will need once it does.</summary>
/// <param name="manager">The manager.</param>
internal sealed class BootManager(IManager manager) : IManager
{
    /// <inheritdoc/>
    public string Name => manager.Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Programs => manager.Programs;

    /// <inheritdoc/>
    public string? FindBootRefusal(InterfaceName name) => manager.FindBootRefusal(name);

    /// <inheritdoc/>
    public string? FindClaim(Link link) => manager.FindClaim(link) ?? manager.FindBootClaim(link);

    /// <inheritdoc/>
    public string? FindRefusal(ManagedInterface managed) =>
        manager.FindClaim(managed.Nic) == null ? manager.FindBootRefusal(managed) : manager.FindRefusal(managed);

    /// <inheritdoc/>
    public void PlanStart(ManagerWork work)
    {
        if (work.Interface.Bridge == null && manager.FindClaim(work.Interface.Nic) == null)
            manager.PlanBoot(work);
        else
            manager.PlanStart(work);
    }

    /// <inheritdoc/>
    public void PlanRenewal(ManagerWork work) => manager.PlanRenewal(work);

    /// <inheritdoc/>
    public void PlanStop(ManagerWork work) => manager.PlanStop(work);
}
