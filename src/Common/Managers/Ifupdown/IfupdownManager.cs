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
    private const string Unit = "networking.service";

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
    public string? FindBootClaim(Link link) =>
        Systemd.IsAboutToStart(Unit) && HostCommand.Ask("ifquery", link.Name).ExitStatus == 0
            ? $"iface {link.Name}"
            : null;

    /// <inheritdoc/>
    public bool ConfiguresInBoot => true;

    /// <inheritdoc/>
    public string? FindBootRefusal(InterfaceName name) => new IfupUnit(name).FindBootRefusal();

    /// <inheritdoc/>
    public string? FindBootRefusal(ManagedInterface managed) => FindBootRefusal(managed.Name);

    /// <inheritdoc/>
    public void PlanBoot(ManagerWork work)
    {
        var name = work.Interface.Name;
        if (Stanza.FindMtu(HostCommand.Ask("ifquery", name.Value).Output) is { } mtu)
            UplinkMtu.Plan(work, mtu);
        new IfupUnit(name).PlanBoot(work);
    }

    /// <inheritdoc/>
    public void PlanStart(ManagerWork work) => new IfupUnit(work.Interface.Name).Plan(work);

    /// <inheritdoc/>
    public void PlanStop(ManagerWork work) => new IfupUnit(work.Interface.Name).Plan(work);
}
