using System.Diagnostics;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.VifBridge;

/// <summary>One hotplug event, from the request to the answer.</summary>
internal sealed class VifEvent(Invocation invocation, EventRequest request, Rtnetlink kernel)
{
    private readonly PortPlanner _planner = new(kernel);

    private bool _hasWarnedOfSettings;
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>libxl ends a hotplug program after 40 s; an error of our own says more than that.</summary>
    private static TimeSpan LockLimit => TimeSpan.FromSeconds(30);

    /// <summary>What an event may take in all, so that there is time to undo it and to say so.</summary>
    private static TimeSpan EventLimit => TimeSpan.FromSeconds(34);

    private static TimeSpan HookLimit => TimeSpan.FromSeconds(25);

    /// <summary>Handles the event that an invocation asks for.</summary>
    internal static int Handle(Invocation invocation)
    {
        try
        {
            if (EventRequest.Read(invocation) is { } request)
                Handle(invocation, request);
            return ExitStatus.Success;
        }
        catch (Exception exception) when (exception is not UsageException && !invocation.Options.DryRun)
        {
            TellFailure(invocation, exception.Message);
            throw;
        }
    }

    private static void Handle(Invocation invocation, EventRequest request)
    {
        invocation.NoteUnknownKeys();
        using var kernel = new Rtnetlink();
        new VifEvent(invocation, request, kernel).Handle();
    }

    private void Handle()
    {
        // A dry run changes nothing, so it needs not wait for its turn, nor be root.
        using var turn = invocation.Options.DryRun ? null : EventLock.Acquire(request.NameOfVif, LockLimit);
        using var store = OpenStore();
        var backend = store == null ? null : new Backend(store, request.Backend!);
        var done = request.IsArrival ? HandleArrival(backend) : HandleDeparture(backend);
        invocation.Report(done, _started);
    }

    private TimeSpan TimeLeft()
    {
        var left = EventLimit - Stopwatch.GetElapsedTime(_started);
        return left < HookLimit ? left : HookLimit;
    }

    private string HandleArrival(Backend? backend)
    {
        var settings = PortSettings.Read(ReadKeys(backend) ?? throw Gone(backend!), invocation.Settings);
        var name = settings.VifName == null ? request.Device : request.NameFor(settings.VifName);
        var port = _planner.FindForOnline(request.Device, name);
        var bridge = BridgeChoice.Find(kernel, settings.BridgeName);
        var mtu = settings.Mtu ?? bridge.Mtu;
        using var firewall = new FirewallChoice(invocation.Settings, kernel);
        var guard = ReadGuard(firewall, settings, port);

        var plan = new Plan();
        _planner.PlanOnline(
            plan,
            port,
            name,
            request.Device,
            mtu,
            bridge,
            ChooseGroupForwardMask(port, firewall.Current.GroupForwardMask, guard != null),
            link => firewall.Current.PlanArrival(plan, request.Device.Value, link, guard)
        );
        PlanHooks(plan, name.Value, bridge.Name, backend, settings);
        if (backend != null && !request.IsTap)
            plan.Add(backend.Connected(settings.FrontendDomain, mtu));
        invocation.CarryOut(plan);
        // One after the other: formatting within formatting returns two pooled buffers, which has the runtime time itself.
        var subject = Subject(name.Value);
        var guarded = guard == null ? "" : $", guarded: {guard.Description}";
        return $"{subject} is on the bridge {bridge.Name}, mtu {mtu}{guarded}";
    }

    /// <summary>Null to leave it as it is: it may be the administrator's.</summary>
    private static int? ChooseGroupForwardMask(Link port, int maskOfGuarded, bool isGuarded) =>
        maskOfGuarded == 0 ? null
        : isGuarded ? maskOfGuarded
        : port.GroupForwardMask == maskOfGuarded ? 0
        : null;

    /// <summary>What the guest may send; null where it is not guarded.</summary>
    private PortGuard? ReadGuard(FirewallChoice firewall, PortSettings settings, Link port)
    {
        // vif0.N is the host's own.
        var isHosts = BackendPath.OfVif(request.NameOfVif) is { DomainId: 0 };
        if (isHosts || !firewall.IsGuardWanted)
            return null;
        if (settings.GuestAddress is not { } address)
            throw new HotplugException(
                $"could not guard {request.Device}: antispoof=yes needs the guest's MAC address, and there is no key mac; name it in the guest's file or set antispoof=no"
            );
        firewall.RequireGuarding();
        return new PortGuard(request.Device.Value, port.Index, address, settings.AllowedAddresses);
    }

    private string HandleDeparture(Backend? backend)
    {
        var keys = ReadKeysIfAnswered(backend);
        var settings = PortSettings.ReadForDeparture(keys ?? new Dictionary<string, string>(), FindIfReadable);
        var name = settings.VifName == null ? request.Device : request.NameFor(settings.VifName);
        var port = _planner.FindForOffline(request.Device, name, isNameKnown: keys != null);
        var bridge = port is { MasterIndex: > 0 } ? kernel.FindLink(port.MasterIndex) : null;

        using var firewall = FirewallChoice.ForDeparture(FindIfReadable(FirewallChoice.Key), kernel);
        var plan = new Plan();
        var lastName = port?.Name ?? name.Value;
        if (port != null)
            _planner.PlanOffline(plan, port, bridge, request.Device, PlanUnguarding);
        else
            PlanUnguarding();
        PlanHooks(plan, lastName, bridge?.Name ?? settings.BridgeName?.Value ?? "", backend, settings);
        invocation.CarryOut(plan);
        return port == null
            ? $"{Subject(name.Value)} was gone already"
            : $"{Subject(port.Name)} is off the bridge {bridge?.Name ?? "(it was on none)"}";

        void PlanUnguarding() => firewall.PlanDeparture(plan, request.Device.Value, lastName);
    }

    /// <summary>The store; null where it has no part in this, or where a departure goes on without it.</summary>
    private XenstoreConnection? OpenStore()
    {
        if (request.Backend == null)
            return null;
        try
        {
            return XenstoreConnection.Open();
        }
        catch (XenstoreException) when (request.IsBackendGuessed)
        {
            return null;
        }
        catch (XenstoreException exception) when (!request.IsArrival)
        {
            invocation.Warn(exception.Message);
            return null;
        }
    }

    /// <summary>The backend's keys: none where the store has no part in this, null where the directory is gone.</summary>
    private IReadOnlyDictionary<string, string>? ReadKeys(Backend? backend)
    {
        if (backend == null)
            return new Dictionary<string, string>();
        var keys = backend.ReadKeys();
        return keys == null && request.IsBackendGuessed ? new Dictionary<string, string>() : keys;
    }

    /// <summary>A departure goes on without what the store would have said.</summary>
    private IReadOnlyDictionary<string, string>? ReadKeysIfAnswered(Backend? backend)
    {
        if (backend == null)
            return request.Backend == null ? new Dictionary<string, string>() : null;
        try
        {
            return backend.ReadKeys();
        }
        catch (XenstoreException exception)
        {
            invocation.Warn(exception.Message);
            return null;
        }
    }

    private void PlanHooks(Plan plan, string device, string bridge, Backend? backend, PortSettings settings)
    {
        var hooks = PostHooks.Find("vif-post.d");
        if (!hooks.Any)
            return;
        var variables = new Dictionary<string, string?>
        {
            ["command"] = invocation.Words.Command,
            ["dev"] = device,
            ["bridge"] = bridge,
            ["ip"] = settings.AllowedText,
            ["type_if"] = request.IsTap ? "tap" : "vif",
            ["XENBUS_PATH"] = backend?.Path.Path ?? "",
        };
        var scratch = $"{EventLock.DirectoryPath}/hooks-{request.NameOfVif}";
        plan.Add(
            new Change(hooks.Command, () => hooks.Run("vif-bridge", scratch, variables, TimeLeft()))
            {
                Summary = "run the hooks of vif-post.d",
            }
        );
    }

    /// <summary>A setting, also where a configuration file that is broken would have to be asked for it.</summary>
    private string? FindIfReadable(string key)
    {
        try
        {
            return invocation.Settings.Find(key);
        }
        catch (HotplugException exception)
        {
            if (!_hasWarnedOfSettings)
                invocation.Warn(exception.Message);
            _hasWarnedOfSettings = true;
            return null;
        }
    }

    /// <summary>Tells the toolstack, by a connection of its own: the one before may be what failed.</summary>
    private static void TellFailure(Invocation invocation, string message)
    {
        try
        {
            if (EventRequest.FindBackend(invocation.Settings) is not { } path)
                return;
            using var store = XenstoreConnection.Open();
            new Backend(store, path).WriteError(message);
        }
        catch (HotplugException exception)
        {
            invocation.Log.Warn($"could not tell the toolstack of the failure: {exception.Message}");
        }
    }

    private string Subject(string name) =>
        request.Backend is { } backend ? $"{name} (domain {backend.DomainId}, device {backend.DeviceId})" : name;

    private static HotplugException Gone(Backend backend) =>
        new($"the backend {backend.Path} is not in xenstore; has the toolstack deleted it?");
}
