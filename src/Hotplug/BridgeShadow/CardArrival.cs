using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>Waits, in a boot, until udev has finished with the cards that are named, so that they have their final names.</summary>
internal sealed class CardArrival
{
    private readonly Dictionary<InterfaceName, string> _reasons = [];

    /// <summary>The time for a card that is not there, and none that udev is at work on either.</summary>
    private static TimeSpan MissingLimit => TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time for udev to finish with the cards that are there. What configures them waits for this program meanwhile.
    /// </summary>
    private static TimeSpan UnfinishedLimit => TimeSpan.FromSeconds(120);

    // udev has the processor for itself meanwhile.
    private static TimeSpan Pause => TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for all at once, but for those that no manager could be told of.</summary>
    internal void Wait(IReadOnlyList<InterfaceName> all, HostManagers managers)
    {
        var names = new List<InterfaceName>();
        foreach (var name in all)
        {
            if (managers.FindBootRefusal(name) is { } refusal)
                _reasons[name] = refusal;
            else
                names.Add(name);
        }
        using var kernel = new Rtnetlink();
        var deadline = Environment.TickCount64 + (long)MissingLimit.TotalMilliseconds;
        _ = Polling.Until(UnfinishedLimit, Pause, () => HaveArrived(kernel, names) || IsHopeless(kernel, deadline));
        foreach (var name in names.Where(name => !HasArrived(kernel, name)))
            _reasons[name] =
                $"there was no card of that name with which udev had finished, so it is left to whatever configures it; once it is there: bridge-shadow start {name}";
    }

    /// <summary>Fails where a card did not come, or was not waited for.</summary>
    /// <exception cref="HotplugException">It did not, or was not.</exception>
    internal void Require(InterfaceName name)
    {
        if (_reasons.TryGetValue(name, out var reason))
            throw new HotplugException(reason);
    }

    private static bool HaveArrived(Rtnetlink kernel, IReadOnlyList<InterfaceName> names) =>
        names.All(name => HasArrived(kernel, name));

    private static bool HasArrived(Rtnetlink kernel, InterfaceName name) =>
        ShadowState.Read(kernel, name).Nic is { } nic && UdevDatabase.IsFinished(nic.Index);

    /// <summary>Any card that udev is at work on may get the name that is waited for.</summary>
    private static bool IsHopeless(Rtnetlink kernel, long deadline) =>
        Environment.TickCount64 >= deadline && kernel.ListLinks().All(link => UdevDatabase.IsFinished(link.Index));
}
