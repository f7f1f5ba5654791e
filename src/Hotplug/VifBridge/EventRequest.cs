using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;

namespace Xen.Hotplug.VifBridge;

/// <summary>What the caller's words and environment ask for, before the store is read.</summary>
/// <param name="IsArrival">Whether the port comes (online, add) or goes (offline, remove).</param>
/// <param name="IsTap">Whether it is the tap of a device model, not a backend's vif.</param>
/// <param name="Device">The link's first name.</param>
/// <param name="Backend">The backend in the store; null if the store has no part in it.</param>
internal sealed record EventRequest(bool IsArrival, bool IsTap, InterfaceName Device, BackendPath? Backend)
{
    /// <summary>
    /// The name of the vif, or of the vif that the tap belongs to, by which events are put in line. The backend tells it best:
    /// the caller may know the link by the name that it was given.
    /// </summary>
    internal string NameOfVif =>
        Backend is { } backend ? backend.NameOfLink("")
        : Device.Value.EndsWith(VifName.TapSuffix, StringComparison.Ordinal) ? Device.Value[..^VifName.TapSuffix.Length]
        : Device.Value;

    /// <summary>The name that the backend's link is made with; null if no backend is named.</summary>
    internal string? NameByBackend => Backend?.NameOfLink(IsTap ? VifName.TapSuffix : "");

    /// <summary>Reads an invocation; null for an event that is not for this program to handle.</summary>
    /// <param name="invocation">How the program was called.</param>
    /// <param name="named">The backend that the caller names, or null.</param>
    /// <exception cref="HotplugException">A value does not parse.</exception>
    internal static EventRequest? Read(Invocation invocation, BackendPath? named)
    {
        var command = invocation.Words.Command;
        invocation.RefuseOperands();
        var settings = invocation.Settings;
        var isTap = settings.FindFromCaller("type_if") switch
        {
            null or "vif" => false,
            "tap" => true,
            var type => throw new HotplugException($"type_if={Text.Printable(type)} is neither vif nor tap"),
        };
        // libxl calls once for the vif and once for the tap, and each call is answered for one of them.
        if (isTap != (command is "add" or "remove"))
            return null;
        var device = ReadDevice(settings, isTap ? "INTERFACE" : "vif");
        var request = new EventRequest(command is "online" or "add", isTap, device, named);
        return named == null && isTap ? request with { Backend = BackendPath.Guess(request.NameOfVif) } : request;
    }

    /// <summary>The name that the link is to have when its backend's vifname is this; its first name without one.</summary>
    internal InterfaceName NameFor(InterfaceName? vifName) =>
        vifName == null ? Device
        : IsTap ? InterfaceName.Parse(vifName.Value + VifName.TapSuffix, "vifname (with -emu for the tap)")
        : vifName;

    private static InterfaceName ReadDevice(Settings settings, string key) =>
        settings.FindFromCaller(key) is { } name
            ? InterfaceName.Parse(name, key)
            : throw new HotplugException(
                $"which link is meant is not said: set {key}, in the environment or as a word"
            );
}
