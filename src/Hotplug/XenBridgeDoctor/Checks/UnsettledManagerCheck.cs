namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>Managers with which bridge-shadow did not finish, for example because no DHCP server answered.</summary>
internal sealed class UnsettledManagerCheck : ICheck
{
    public string Name => "managers";

    public IEnumerable<Finding> Look(Host host)
    {
        foreach (var unsettled in host.UnsettledManagers)
        {
            var command = host.Shadowed.Exists(shadow => shadow.InterfaceName == unsettled.Interface)
                ? "start"
                : "stop";
            yield return Finding.Doubtful(
                unsettled.Interface.Value,
                $"the last start or stop did not finish with {Text.Printable(unsettled.Manager)}",
                $"bridge-shadow {command} {Text.ShellWord(unsettled.Interface.Value)} # once the DHCP server answers"
            );
        }
    }
}
