using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>The managers that bridge-shadow has not told all, as where no DHCP server answered meanwhile.</summary>
internal sealed class UnsettledManagerCheck : ICheck
{
    public string Name => "managers";

    public IEnumerable<Finding> Look(Host host)
    {
        foreach (var unsettled in Find(host))
        {
            var command = host.Shadowed.Exists(shadow => shadow.InterfaceName == unsettled.Interface)
                ? "start"
                : "stop";
            yield return Finding.Doubtful(
                unsettled.Interface.Value,
                $"the last start or stop has not told {Text.Printable(unsettled.Manager)} all that it needs",
                $"bridge-shadow {command} {Text.ShellWord(unsettled.Interface.Value)} # once the DHCP server answers"
            );
        }
    }

    /// <summary>Those of all interfaces.</summary>
    internal static IEnumerable<UnsettledManager> Find(Host host)
    {
        foreach (var path in host.Files.List(ShadowNames.RuntimeFolder))
        {
            if (
                host.Files.TryRead(path) is { } text
                && UnsettledManager.TryParse(Path.GetFileName(path), text) is { } unsettled
            )
                yield return unsettled;
        }
    }
}
