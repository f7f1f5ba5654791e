using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.DhcpClients;

/// <summary>
/// dhcpcd, begun by ifupdown or by hand for one interface, or for all. It holds the index of its link, and does not live
/// through the loss of its name.
/// </summary>
internal sealed class DhcpcdManager : IManager
{
    private const string Unit = "dhcpcd.service";

    // What begins the one for all interfaces.
    private const string RestartOfUnit = $"systemctl restart {Unit}";
    private const string ForAll = "dhcpcd -b";

    private static readonly string[] s_forAll = [RestartOfUnit, ForAll];

    public string Name => DhcpcdProcesses.ProgramName;

    public IReadOnlyList<string> Programs => [DhcpcdProcesses.ProgramName];

    public string? FindClaim(Link link)
    {
        if (DhcpcdProcesses.Find(link.Name) is [var first, ..])
            return $"process {first.Id}";
        return FindManagerOf(link.Name) is { } manager ? $"process {manager.Id}, for all interfaces" : null;
    }

    public string? FindRefusal(ManagedInterface managed)
    {
        var name = managed.Name.Value;
        return DhcpcdProcesses.Find(name).Count > 0 || FindManagerOf(name) is not { } manager
            ? null
            : FindRefusal(managed, $"dhcpcd (process {manager.Id})");
    }

    public string? FindBootClaim(Link link) => Systemd.IsAboutToStart(Unit) ? "all interfaces" : null;

    // One that ifupdown begins is told the interface.
    public string? FindBootRefusal(ManagedInterface managed) =>
        DhcpcdProcesses.Find(managed.Name.Value).Count > 0 ? null : FindRefusal(managed, Unit);

    public void PlanStart(ManagerWork work) => Plan(work);

    public void PlanStop(ManagerWork work) => Plan(work);

    private static string? FindRefusal(ManagedInterface managed, string subject) =>
        DhcpcdConfiguration.Allows(managed.Name.Value)
            ? null
            : $"{subject} configures all interfaces but bridges, so it would configure {managed.Uplink} in place of the bridge; put 'allowinterfaces {managed.Name}' and the other interfaces that it is for into the first line of {DhcpcdConfiguration.Path}";

    private static void Plan(ManagerWork work)
    {
        var name = work.Interface.Name.Value;
        DhcpClient.PlanRestart(
            work,
            FindCommands(name),
            commands =>
                DhcpcdProcesses.WithHelpers(
                    commands.Any(s_forAll.Contains) ? FindManager() : DhcpcdProcesses.Find(name)
                )
        );
    }

    /// <summary>What began the clients of an interface that run.</summary>
    private static List<string> FindCommands(string name)
    {
        var processes = DhcpcdProcesses.Find(name);
        if (processes.Count == 0)
            return FindManagerOf(name) == null ? [] : [CommandForAll];
        var commands = FindCommandsOfIfupdown(name);
        return commands.Count > 0 ? commands : [.. processes.Select(process => process.CommandFor(name))];
    }

    private static string CommandForAll => Systemd.IsActive(Unit) ? RestartOfUnit : ForAll;

    /// <summary>The commands that ifup would run: dhcpcd shows no longer with which options it was begun.</summary>
    private static List<string> FindCommandsOfIfupdown(string name)
    {
        var (status, output) = HostCommand.Ask("ifup", "--no-act", "--verbose", "--force", "--no-scripts", name);
        return status == 0 ? DhcpcdCommands.Parse(output) : [];
    }

    /// <summary>The process for all interfaces, if it has a lease or waits for one there.</summary>
    private static DhcpcdProcess? FindManagerOf(string name) =>
        DhcpcdProcesses.FindManager() is { } manager
        && HostCommand.Ask("dhcpcd", "--dumplease", name) is { ExitStatus: 0, Output.Length: > 0 }
            ? manager
            : null;

    private static List<DhcpcdProcess> FindManager() => DhcpcdProcesses.FindManager() is { } manager ? [manager] : [];
}
