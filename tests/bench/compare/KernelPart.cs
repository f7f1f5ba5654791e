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
        var port = LinkReference.To(kernel.FindLink(vif.Name)!);
        var batches = new List<RequestBatch>();
        if (happening == Happening.Online)
        {
            // As vif-bridge has it by then: ports with addresses of their own would choose a new one for the bridge each time.
            kernel.Execute(new RequestBatch().SetAddress(port, BackendPort.Address));
            kernel.Execute(new RequestBatch().SetAddressGeneration(port, 1));
            var bridge = LinkReference.To(kernel.FindLink("eth0")!);
            batches.AddRange(new RequestBatch().SetMaster(port, bridge), new RequestBatch().SetUp(port));
        }
        else
            batches.AddRange(new RequestBatch().SetDown(port), new RequestBatch().RemoveMaster(port));
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_warmUp) { }
        start = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
            kernel.Execute(batch);
        return Stopwatch.GetElapsedTime(start);
    }
}
