using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>Sockets that were bound to the NIC before it became the uplink.</summary>
internal sealed class BoundSocketCheck : ICheck
{
    public string Name => "bound-sockets";

    public IEnumerable<Finding> Look(Host host) =>
        host.Shadowed.SelectMany(shadow => Look(shadow).OrWell(shadow.Nic!.Name, "no socket is bound to the uplink"));

    private static List<Finding> Look(ShadowState shadow) =>
        BoundSockets
            .Find(shadow.Nic!)
            .ConvertAll(socket =>
                Finding.Doubtful(
                    shadow.Nic!.Name,
                    $"{socket.Describe(shadow.Nic)}, which hears nothing: all goes to {shadow.InterfaceName}",
                    RestartCommand(socket, shadow)
                )
            );

    private static string RestartCommand(BoundSocket socket, ShadowState shadow) =>
        // A restart of what brought the interface up would take the host off its network.
        socket.Owner
            is { Program: "dhcpcd", ProcessId: var client }
        // Anybody may call a process so, and bind a socket that sees no frames.
        && (socket.IsPacketSocket || ProcessTable.IsRoots(client))
            ? $"kill -KILL {client}; dhcpcd -b {Text.ShellWord(shadow.InterfaceName.Value)}"
        : socket.Owner is { ProcessId: var id }
            ? $"systemctl restart \"$(ps -o unit= {id})\" # or by hand, on {Text.ShellWord(shadow.InterfaceName.Value)}"
        : $"ss -anp | grep -Fw -- {Text.ShellWord(shadow.Nic!.Name)} # as root: which program is it?";
}
