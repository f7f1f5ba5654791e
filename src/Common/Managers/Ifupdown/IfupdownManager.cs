using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Ifupdown;

/// <summary>
/// ifupdown (/etc/network/interfaces). It goes by names alone, so that "iface eth0" means the bridge as it meant the NIC. With
/// "allow-hotplug eth0" a unit of systemd is bound to the device besides.
/// </summary>
/// <param name="state">What it has configured.</param>
public sealed class IfupdownManager(string state = IfupdownManager.State) : IManager
{
    /// <summary>The file of what it has configured: a line LINK=STANZA for each.</summary>
    public const string State = "/run/network/ifstate";

    /// <inheritdoc/>
    public string Name => "ifupdown";

    /// <inheritdoc/>
    public string? FindClaim(Link link) =>
        RegularFile.TryRead(state, out _) is { } text && KeyFile.Parse(text).TryGetValue(link.Name, out var stanza)
            ? $"iface {Text.ShellWord(stanza)}"
            : null;

    /// <inheritdoc/>
    public string? FindRefusal(ManagedInterface managed) => new IfupUnit(managed.Name).FindRefusal();

    /// <inheritdoc/>
    public void PlanStart(ManagerWork work) => new IfupUnit(work.Interface.Name).Plan(work);

    /// <inheritdoc/>
    public void PlanStop(ManagerWork work) => new IfupUnit(work.Interface.Name).Plan(work);
}
