using System.Diagnostics;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>
/// What no program can do without: the two requests that make a vif a port and set it up, or set it down and take it off,
/// in the order in which vif-bridge sends them. The kernel goes through all ports of the bridge at both.
/// </summary>
internal static class KernelPart
{
    // A program has run for as long by then, so that the processor is awake.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(3);

    public static TimeSpan Measure(Happening happening, Vif vif)
    {
        using var kernel = new Rtnetlink();
        var port = kernel.FindLink(vif.Name)!.Index;
        var bridge = happening == Happening.Online ? kernel.FindLink("eth0")!.Index : 0;
        if (happening == Happening.Online)
        {
            // As vif-bridge has it by then: ports with addresses of their own would choose the bridge's anew each time.
            kernel.SetAddress(port, BackendPort.Address);
            kernel.SetInet6AddressGenerationMode(port, 1);
        }
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_warmUp) { }
        start = Stopwatch.GetTimestamp();
        if (happening == Happening.Offline)
            kernel.SetDown(port);
        kernel.SetMaster(port, bridge);
        if (happening == Happening.Online)
            kernel.SetUp(port);
        return Stopwatch.GetElapsedTime(start);
    }
}
