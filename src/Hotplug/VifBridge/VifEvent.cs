using System.Diagnostics;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.VifBridge;

/// <summary>One hotplug event, from the request to the answer.</summary>
internal sealed class VifEvent(Invocation invocation, EventRequest request, Rtnetlink kernel)
{
    private readonly PortPlanner _planner = new(kernel);
    private readonly PortFinder _finder = new(kernel, request);
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>libxl ends a hotplug program after 40 s; an error of our own says more than that.</summary>
    private static TimeSpan LockLimit => TimeSpan.FromSeconds(30);

    /// <summary>What an event may take in all, so that there is time to undo it and to say so.</summary>
    private static TimeSpan EventLimit => TimeSpan.FromSeconds(34);

    private static TimeSpan HookLimit => TimeSpan.FromSeconds(25);

    /// <summary>Handles the event that an invocation asks for.</summary>
    internal static int Handle(Invocation invocation)
    {
        // By itself and first: there the toolstack is told whatever else fails.
        var named = BackendPath.Find(invocation.Settings);
        try
        {
            if (EventRequest.Read(invocation, named) is not { } request)
                return ExitStatus.Success;
            invocation.NoteUnknownKeys();
            using var kernel = new Rtnetlink();
            new VifEvent(invocation, request, kernel).Handle();
            return ExitStatus.Success;
        }
        catch (Exception exception) when (named != null && !invocation.Options.DryRun)
        {
            TellFailure(invocation, named, exception.Message);
            throw;
        }
    }

    private void Handle()
    {
        // A dry run changes nothing, so it need not wait for its turn, nor be root.
        using var turn = invocation.Options.DryRun
            ? null
            : EventLock.AcquireSharingNetwork(request.NameOfVif, LockLimit);
        using var backend = Backend.Open(request.Backend);
        var done = request.IsArrival ? HandleArrival(backend) : HandleDeparture(backend);
        invocation.Report(done, _started);
    }

    private TimeSpan TimeLeft()
    {
        var left = EventLimit - Stopwatch.GetElapsedTime(_started);
        return left < HookLimit ? left : HookLimit;
    }

    private string HandleArrival(Backend backend)
    {
        backend.RequireKeys();
        var settings = PortSettings.Read(backend.Keys, invocation.Settings);
        var name = request.NameFor(settings.VifName);
        RefuseReserved(settings.VifName);
        var port = _finder.FindForOnline(name);
        var firstName = _finder.FirstNameOf(port);
        var bridge = BridgeChoice.Find(kernel, settings.BridgeName);
        if (!invocation.Options.DryRun)
            bridge = BridgeMtu.Settle(kernel, bridge);
        RequireFiltering(bridge, settings.Vlans);
        var goal = new PortGoal(name, firstName, settings.Mtu ?? bridge.Mtu, bridge, settings.Vlans);
        using var firewall = new FirewallChoice(invocation.Settings, kernel);
        var guard = ReadGuard(firewall, settings, port, firstName.Value);
        var guarding = guard == null ? firewall.ForUnguarded(firstName.Value) : firewall.ForGuarded(guard);

        var plan = new Plan();
        firewall.PlanKeepingHostDefault(plan);
        _planner.PlanOnline(plan, port, goal, guarding);
        PlanHooks(plan, name.Value, bridge.Name, backend, settings);
        if (!request.IsTap)
            backend.PlanConnected(plan, settings.FrontendDomain, goal.Mtu);
        invocation.CarryOut(plan);
        if (backend.Shortcoming.Length > 0)
            invocation.Warn(backend.Shortcoming);
        // Not nested: a nested interpolation returns two pooled buffers, which triggers a slow one-time calibration in
        // the runtime (docs/performance.md).
        var subject = Subject(name.Value);
        var guarded = guarding.Guard is { } words ? $", guarded: {words}" : "";
        var smaller = goal.Mtu < bridge.Mtu ? $", which is below the bridge's {bridge.Mtu}" : "";
        var vlans = settings.Vlans.IsEmpty ? "" : $", vlan {settings.Vlans}";
        return $"{subject} is on the bridge {bridge.Name}, mtu {goal.Mtu}{smaller}{vlans}{guarded}";
    }

    private static void RequireFiltering(Link bridge, PortVlans vlans)
    {
        if (VlanRequirement.FindObstacle(bridge, vlans) is { } obstacle)
            throw new HotplugException(
                $"{obstacle}; let it, with '{VlanRequirement.FilterCommand(bridge)}', or leave vlan= out"
            );
    }

    /// <summary>Sees to it that a guest's file takes no name that others need; its own first name it may say.</summary>
    private void RefuseReserved(InterfaceName? vifName)
    {
        if (
            vifName != null
            && vifName.Value != request.NameOfVif
            && ReservedNames.FindReason(kernel, vifName) is { } reason
        )
            throw new HotplugException(
                $"could not rename {request.Device}: vifname={Text.Printable(vifName.Value)} cannot be used, {reason}; choose another vifname"
            );
    }

    /// <summary>What the guest may send; null for a port that is not guarded.</summary>
    private PortGuard? ReadGuard(FirewallChoice firewall, PortSettings settings, Link port, string firstName)
    {
        // vif0.N is the host's own.
        var isHosts = VifName.Parse(request.NameOfVif) is { IsTap: false, DomainId: 0 };
        if (isHosts || !new AntispoofPolicy(invocation.Settings).WantsGuard(firewall, port, firstName))
            return null;
        if (settings.GuestAddress is not { } address)
            throw new HotplugException(
                $"could not guard {request.Device}: antispoof=yes needs the guest's MAC address, and there is no key mac; name it in the guest's file or set antispoof=no"
            );
        foreach (var remark in AddressRemarks.Find(settings.AllowedAddresses))
            invocation.Warn($"ip: {remark}");
        var guard = new PortGuard(firstName, port.Index, address, settings.AllowedAddresses);
        return settings.Vlans.HasTagged ? guard with { Tags = settings.Vlans.Tagged } : guard;
    }

    private string HandleDeparture(Backend backend)
    {
        // Nothing that is broken may keep a port from going.
        if (backend.Fault is { } fault)
            invocation.Warn(fault.Message);
        var given = invocation.Settings.Lenient(invocation.Warn);
        var settings = PortSettings.ReadForDeparture(backend.Keys, given);
        var name = request.NameFor(settings.VifName);
        var port = _finder.FindForOffline(name);
        if (port == null && !backend.IsNameKnown)
            port = _finder.FindRenamed();
        var bridge = port is { MasterIndex: > 0 } ? kernel.FindLink(port.MasterIndex) : null;

        using var firewall = FirewallChoice.ForDeparture(given, kernel);
        var plan = new Plan();
        var lastName = port?.Name ?? _finder.LastNameOfGone(name).Value;
        if (port != null)
            _planner.PlanOffline(plan, port, bridge, _finder.FirstNameOf(port), firewall);
        else
            firewall.PlanDeparture(plan, request.Device.Value, lastName);
        PlanHooks(plan, lastName, bridge?.Name ?? settings.BridgeName?.Value ?? "", backend, settings);
        invocation.CarryOut(plan);
        return port == null
            ? $"{Subject(name.Value)} was gone already"
            : $"{Subject(port.Name)} is off the bridge {bridge?.Name ?? "(it was on none)"}";
    }

    private void PlanHooks(Plan plan, string device, string bridge, Backend backend, PortSettings settings)
    {
        var hooks = PostHooks.Find("vif-post.d");
        foreach (var doubt in hooks.Doubts)
        {
            // A guest that comes without what its hooks do may be one without its guard.
            if (request.IsArrival)
                throw new HotplugException(doubt);
            invocation.Warn(doubt);
        }
        if (!hooks.Any)
            return;
        var variables = new Dictionary<string, string?>
        {
            ["command"] = invocation.Words.Command,
            ["dev"] = device,
            ["bridge"] = bridge,
            ["ip"] = settings.AllowedText,
            ["type_if"] = request.IsTap ? "tap" : "vif",
            ["XENBUS_PATH"] = backend.Path,
        };
        var scratch = $"{EventLock.DirectoryPath}/hooks-{request.NameOfVif}";
        plan.Add(
            new Change(hooks.Command, () => hooks.Run("vif-bridge", scratch, variables, TimeLeft()))
            {
                Summary = "run the hooks of vif-post.d",
            }
        );
    }

    private static void TellFailure(Invocation invocation, BackendPath path, string message)
    {
        try
        {
            Backend.WriteError(path, message);
        }
        catch (HotplugException exception)
        {
            invocation.Log.Warn($"could not tell the toolstack of the failure: {exception.Message}");
        }
    }

    private string Subject(string name) =>
        request.Backend is { } backend ? $"{name} (domain {backend.DomainId}, device {backend.DeviceId})" : name;
}
