using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>Which ports are guarded, for a status, by looking at what guards them; unknown to a user who is not root.</summary>
public sealed class GuardReport
{
    private const string Unknown = "unknown";
    private readonly IReadOnlyDictionary<int, GuardRecord>? _guards;

    /// <param name="guards">The guards, by the index of their port; null if they are unknown.</param>
    /// <param name="hostDefault">The host's default, in words.</param>
    internal GuardReport(IReadOnlyDictionary<int, GuardRecord>? guards, string hostDefault) =>
        (_guards, HostDefaultText) = (guards, hostDefault);

    /// <summary>Whether ports that come online are guarded: yes, no or unknown; unset where the host has no say in it.</summary>
    public string HostDefaultText { get; }

    /// <summary>Asks all firewalls.</summary>
    public static GuardReport Read(FirewallChoice firewall) =>
        Read(firewall.ListGuards, () => firewall.HostDefault.Word());

    /// <summary>Asks for the guards and for the host's default, unless this user is not told of them.</summary>
    internal static GuardReport Read(Func<IReadOnlyList<GuardRecord>> listGuards, Func<string> findHostDefault)
    {
        if (!CurrentUser.IsRoot)
            return new GuardReport(null, Unknown);
        try
        {
            var guards = new Dictionary<int, GuardRecord>();
            // Those of iptables come last, and a whole guard counts for more.
            foreach (var record in listGuards())
                _ = guards.TryAdd(record.Index, record);
            return new GuardReport(guards, findHostDefault());
        }
        catch (NetlinkException exception) when (exception.Error is Errno.EPERM or Errno.EACCES)
        {
            // Root of a user namespace that this network namespace does not belong to.
            return new GuardReport(null, Unknown);
        }
    }

    /// <summary>How a port is guarded, in words: "guarded: ..." only where all of the guard is there. Null for a port without one.</summary>
    public string? Describe(Link port) =>
        _guards == null ? $"guarded: {Unknown}"
        : _guards.GetValueOrDefault(port.Index) is not { } record ? null
        : record.FindFault(port) is { } fault ? $"guard not whole: {fault.Reason}"
        : $"guarded: {record.Description}{DescribePin(record, port)}";

    private static string DescribePin(GuardRecord record, Link port) =>
        record.IsPartial ? ""
        : port.PortOptions.IsLocked ? ", pinned"
        : ", by rules alone";

    /// <summary>Writes the same into the object of a port: the properties guard and pinned, or guard_fault.</summary>
    public void WriteTo(JsonText json, Link port)
    {
        if (_guards == null)
            json.WriteString("guard", Unknown);
        else if (_guards.GetValueOrDefault(port.Index) is { } record)
        {
            if (record.FindFault(port) is { } fault)
                json.WriteString("guard_fault", fault.Reason);
            else
            {
                json.WriteString("guard", record.Description);
                json.WriteBoolean("pinned", port.PortOptions.IsLocked);
            }
        }
    }
}
