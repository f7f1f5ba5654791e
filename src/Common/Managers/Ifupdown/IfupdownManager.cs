using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Ifupdown;

/// <summary>
/// ifupdown (/etc/network/interfaces). It goes by names alone, so that "iface eth0" means the bridge as it meant the NIC. With
/// "allow-hotplug eth0" a unit of systemd is bound to the device besides.
/// </summary>
/// <param name="state">What it has configured.</param>
internal sealed class IfupdownManager(string state = IfupdownManager.State) : IManager
{
    private const string State = "/run/network/ifstate";

    public string Name => "ifupdown";

    public string? FindClaim(Link link) =>
        RegularFile.TryRead(state, out _) is { } text && KeyFile.Parse(text).TryGetValue(link.Name, out var stanza)
            ? $"iface {Text.ShellWord(stanza)}"
            : null;

    public string? FindRefusal(ManagedInterface managed) => new IfupUnit(managed.Name).FindRefusal();

    public void PlanStart(ManagerWork work) => new IfupUnit(work.Interface.Name).Plan(work);

    public void PlanStop(ManagerWork work) => new IfupUnit(work.Interface.Name).Plan(work);
}
