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
            var sentences = BoundSockets.Describe(shadow.Nic!);
            foreach (var sentence in sentences)
                yield return Finding.Doubtful(
                    shadow.Nic!.Name,
                    sentence.Split(", which", 2)[0] + $", which hears nothing: all goes to {shadow.InterfaceName}",
                    RestartCommand(sentence, shadow)
                );
            if (sentences.Count == 0)
                yield return Finding.Well(shadow.Nic!.Name, "no socket is bound to the uplink");
        }
    }

    private static string RestartCommand(string sentence, ShadowState shadow)
    {
        const string before = "(process ";
        var start = sentence.IndexOf(before, StringComparison.Ordinal);
        return start < 0
            ? $"ss -anp | grep {Text.ShellWord(shadow.Nic!.Name)} # as root: which program is it?"
            : $"systemctl restart \"$(ps -o unit= {sentence[(start + before.Length)..].Split(')')[0]})\" # or by hand, on {shadow.InterfaceName}";
    }
}
