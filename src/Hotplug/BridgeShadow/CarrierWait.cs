using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>Waits for the carriers of all uplinks at once, when all interfaces are bridges.</summary>
internal sealed class CarrierWait(Invocation invocation, Rtnetlink kernel)
{
    private readonly List<string> _uplinks = [];

    private static TimeSpan Limit => TimeSpan.FromSeconds(5);

    /// <summary>Adds an uplink by its name.</summary>
    internal void Add(string uplink) => _uplinks.Add(uplink);

    /// <summary>Waits, and warns of each that has no carrier.</summary>
    internal void Wait()
    {
        var indexes = _uplinks
            .Select(kernel.FindLink)
            .OfType<Link>()
            // One that is down has none: a manager brings it up later in the boot.
            .Where(link => link.IsUp)
            .Select(link => link.Index);
        try
        {
            foreach (var uplink in RunningWait.Wait(kernel, indexes, Limit, static () => { }))
                invocation.Warn($"{uplink.Name} had no carrier after {Limit.TotalSeconds} s; is its cable plugged in?");
        }
        catch (HotplugException exception)
        {
            // All is converted; only whether there is a carrier is not known.
            invocation.Warn(exception.Message);
        }
    }
}
