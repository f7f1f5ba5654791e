using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>Which ports are guarded, for a status; unknown to a user who is not root.</summary>
public sealed class GuardReport
{
    private const string Unknown = "unknown";
    private readonly IReadOnlyDictionary<int, string>? _guards;

    /// <param name="guards">What guarded ports may send, by their index; null if that is unknown.</param>
    /// <param name="hostDefault">The host's default, in words.</param>
    internal GuardReport(IReadOnlyDictionary<int, string>? guards, string hostDefault) =>
        (_guards, HostDefaultText) = (guards, hostDefault);

    /// <summary>Whether ports that come online are guarded: yes, no or unknown; unset where the host has no say in it.</summary>
    public string HostDefaultText { get; }

    /// <summary>Asks the firewall.</summary>
    public static GuardReport Read(IFirewall firewall)
    {
        if (!CurrentUser.IsRoot)
            return new GuardReport(null, Unknown);
        try
        {
            var guards = new Dictionary<int, string>();
            foreach (var record in firewall.ListGuards())
                guards[record.Index] = record.Description;
            return new GuardReport(guards, firewall.HostDefault.Word());
        }
        catch (NetlinkException exception) when (exception.Error is Errno.EPERM or Errno.EACCES)
        {
            // Root of a user namespace that this network namespace does not belong to.
            return new GuardReport(null, Unknown);
        }
    }

    /// <summary>What a port may send, in words; "unknown"; null for a port without a guard.</summary>
    public string? Find(Link port) => _guards == null ? Unknown : _guards.GetValueOrDefault(port.Index);
}
