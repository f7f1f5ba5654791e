using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.DhcpClients;

/// <summary>
/// ISC's dhclient, begun by ifupdown or by hand. Its packet socket is for all protocols, so that it hears its server on the
/// uplink as it did on the NIC, and it sets addresses by the interface's name: a start may leave it alone. One that was begun
/// on the bridge loses its link when that goes.
/// </summary>
internal sealed class DhclientManager : IManager
{
    public string Name => DhclientProcess.ProgramName;

    public IReadOnlyList<string> Programs => [DhclientProcess.ProgramName];

    public string? FindClaim(Link link) =>
        DhclientProcess.List().Find(process => process.IsFor(link)) is { } found ? $"process {found.Id}" : null;

    public string? FindRefusal(ManagedInterface managed) => null;

    public void PlanStart(ManagerWork work)
    {
        // It hears and sends on the uplink.
    }

    public void PlanStop(ManagerWork work)
    {
        var commands = work.Interface.Bridge is { } bridge
            ? DhclientProcess
                .List()
                .FindAll(process => process.LinkIndices.Contains(bridge.Index))
                .ConvertAll(process => process.Command)
            : [];
        DhcpClient.PlanRestart(
            work,
            commands,
            restarted =>
                DhclientProcess
                    .List()
                    .FindAll(process => restarted.Contains(process.Command))
                    .ConvertAll(process => process.Id)
        );
    }
}
