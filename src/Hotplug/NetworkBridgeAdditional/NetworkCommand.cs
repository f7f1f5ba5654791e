using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.Common.Programs;

namespace Xen.Hotplug.NetworkBridgeAdditional;

/// <summary>start and stop: vif0.N onto the bridge, and off it.</summary>
internal sealed class NetworkCommand(Invocation invocation, Rtnetlink kernel)
{
    private static TimeSpan RunningLimit => TimeSpan.FromSeconds(10);

    private static TimeSpan LockLimit => TimeSpan.FromSeconds(30);

    internal static int Start(Invocation invocation)
    {
        using var turn = TakeTurn(invocation);
        using var kernel = new Rtnetlink();
        return new NetworkCommand(invocation, kernel).Start();
    }

    internal static int Stop(Invocation invocation)
    {
        using var turn = TakeTurn(invocation);
        using var kernel = new Rtnetlink();
        return new NetworkCommand(invocation, kernel).Stop();
    }

    /// <summary>Waits until bridge-shadow changes nothing, and has it wait; null for a dry run.</summary>
    private static EventLock? TakeTurn(Invocation invocation) =>
        invocation.Options.DryRun ? null : EventLock.AcquireSharingNetwork("network-bridge-additional", LockLimit);

    private int Start()
    {
        var request = NetworkRequest.Read(invocation, kernel);
        if (AsksForNothing(request))
            return ExitStatus.Success;
        using var firewall = new FirewallChoice(invocation.Settings, kernel);
        var hostDefault = new AntispoofPolicy(invocation.Settings).HostDefaultToSet(firewall);
        var bridge = FindBridge(request);
        var port = bridge == null ? null : FindPort(request);
        if (bridge != null && port == null && request.IsPortNamed)
            throw new HotplugException(
                $"could not find the link {request.PortName} that vifnum asks for; load netloop or leave vifnum out"
            );

        // The host's default goes with or without a bridge: guests may well come to another one.
        var plan = new Plan();
        firewall.PlanHostDefault(plan, hostDefault);
        if (bridge != null)
            new LinkPlanner(kernel, plan, bridge).SetUp();
        if (bridge != null && port != null)
            PlanPort(plan, port, bridge);
        invocation.CarryOut(plan);
        if (bridge == null)
            WarnOfMissingBridge(request);
        else if (port == null)
            Notice(
                $"there is no {request.PortName} (this kernel has no netloop), so nothing was added to {bridge.Name}"
            );
        else
            Done(plan, $"{port.Name} is on the bridge {bridge.Name}");
        if (hostDefault == HostDefault.Yes)
            Done(plan, "ports that come online from now on are guarded");
        return ExitStatus.Success;
    }

    private int Stop()
    {
        var request = NetworkRequest.Read(invocation, kernel);
        if (AsksForNothing(request))
            return ExitStatus.Success;
        var plan = new Plan();
        using var firewall = new FirewallChoice(invocation.Settings, kernel);
        firewall.PlanHostDefault(plan, HostDefault.Unset);
        var bridge = FindBridge(request);
        var port = bridge == null ? null : FindPort(request);
        if (port != null)
        {
            var link = LinkPlanner.IfStillThere(kernel, plan, port);
            var addresses = kernel.ListAddresses(port.Index);
            link.SetDown();
            link.RemoveAddresses(addresses);
            link.RemoveFromBridge(port.MasterIndex == 0 ? null : kernel.FindLink(port.MasterIndex));
        }
        firewall.PlanEnd(plan);
        invocation.CarryOut(plan);
        if (bridge == null)
            WarnOfMissingBridge(request);
        else if (port == null)
            Notice($"there is no {request.PortName} to take off {bridge.Name}");
        else
            Done(plan, $"{port.Name} is off the bridge {bridge.Name}");
        return ExitStatus.Success;
    }

    private void PlanPort(Plan plan, Link port, Link bridge)
    {
        var link = new LinkPlanner(kernel, plan, port);
        if (port.Address != BackendPort.Address)
        {
            // Not every driver takes a new address while it is up.
            link.SetDown();
            link.SetAddress(BackendPort.Address);
        }
        link.StopAddressGeneration();
        link.SetUp();
        if (port.MasterIndex == bridge.Index && port.IsUp)
            return;
        plan.Add(
            new Change($"# wait at most {RunningLimit.TotalSeconds} s until {port.Name} is RUNNING", () => Wait(port))
        );
        link.AddToBridge(bridge, port.MasterIndex == 0 ? null : kernel.FindLink(port.MasterIndex));
    }

    private void Wait(Link port)
    {
        StandardStreams.Write($"Waiting for {port.Name} to negotiate link.");
        var notRunning = RunningWait.Wait(kernel, [port.Index], RunningLimit, NoteSecond);
        StandardStreams.Write(notRunning.Count == 0 ? "\n" : "(link isn't in running state)\n");
    }

    private void NoteSecond()
    {
        StandardStreams.Write(invocation.IsEnded ? "\n" : ".");
        invocation.ThrowIfEnded();
    }

    private bool AsksForNothing(NetworkRequest request)
    {
        if (request.BridgeName == null)
            Notice("bridge=null asks for nothing, so nothing was done");
        return request.BridgeName == null;
    }

    private Link? FindBridge(NetworkRequest request)
    {
        var link = BridgeChoice.FindNamed(kernel, request.BridgeName!);
        return link is { IsBridge: false } ? throw BridgeChoice.NotABridge(link) : link;
    }

    private void WarnOfMissingBridge(NetworkRequest request) =>
        invocation.Warn(
            $"the bridge {request.BridgeName} does not exist, so nothing was done to it; create it (bridge-shadow start) or name another with bridge="
        );

    private Link? FindPort(NetworkRequest request)
    {
        var port = VifName.FindLink(kernel, request.PortName.Value);
        if (port != null)
            BackendPort.Require(port);
        return port;
    }

    private void Done(Plan plan, string what) => invocation.Report(plan.Changes.Count == 0 ? $"{what} already" : what);

    private void Notice(string message)
    {
        invocation.Say(message);
        invocation.Report(message);
    }
}
