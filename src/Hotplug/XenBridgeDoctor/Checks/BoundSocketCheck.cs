using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>Sockets that were bound to the NIC before it became the uplink.</summary>
internal sealed class BoundSocketCheck : ICheck
{
    public string Name => "bound-sockets";

    public IEnumerable<Finding> Look(Host host)
    {
        foreach (var shadow in host.Shadows.Where(shadow => shadow.Phase == ShadowPhase.Shadowed))
        {
            var sockets = BoundSockets.Find(shadow.Nic!);
            foreach (var socket in sockets)
                yield return Finding.Doubtful(
                    shadow.Nic!.Name,
                    $"{socket.Describe(shadow.Nic)}, which hears nothing: all goes to {shadow.InterfaceName}",
                    RestartCommand(socket, shadow)
                );
            if (sockets.Count == 0)
                yield return Finding.Well(shadow.Nic!.Name, "no socket is bound to the uplink");
        }
    }

    private static string RestartCommand(BoundSocket socket, ShadowState shadow) =>
        socket.Owner is { ProcessId: var id }
            ? $"systemctl restart \"$(ps -o unit= {id})\" # or by hand, on {Text.ShellWord(shadow.InterfaceName)}"
            : $"ss -anp | grep {Text.ShellWord(shadow.Nic!.Name)} # as root: which program is it?";
}
