using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>The names that guests' links may be given by vifname, as vif-bridge sees it.</summary>
/// <param name="kernel">The kernel's links.</param>
/// <param name="host">The host.</param>
internal sealed class GuestLinkNames(ILinkTable kernel, Host host)
{
    private readonly Dictionary<string, string> _proposed = new(StringComparer.Ordinal);
    private HashSet<string>? _taken;

    /// <summary>Why vif-bridge refuses a name, the end of a sentence about it; null if it does not.</summary>
    internal string? WhyRefused(string name) =>
        InterfaceName.WhyInvalid(name) is { } reason ? $"is no valid name ({reason})"
        : ReservedNames.FindReason(kernel, InterfaceName.Parse(name, "vifname")) is { } need ? $"cannot be used: {need}"
        : host.Links.Any(link => link.Name == name && VifName.Of(link) == null) ? "another link of this host has"
        : null;

    /// <summary>A name to propose that nobody has or asks for; always the same one for the same owner.</summary>
    /// <param name="owner">What is to have it.</param>
    internal string FreeFor(string owner)
    {
        if (_proposed.TryGetValue(owner, out var proposed))
            return proposed;
        _taken ??= FindTaken();
        var number = 0;
        while (!_taken.Add($"guest{number}"))
            number++;
        return _proposed[owner] = $"guest{number}";
    }

    private HashSet<string> FindTaken()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in host.Links)
            taken.Add(link.Name);
        foreach (var backend in host.Store.Backends)
        {
            if (backend.Find("vifname") is { } name)
                taken.Add(name);
        }
        foreach (var file in host.GuestFiles)
        foreach (var text in file.Content.List("vif") ?? [])
        {
            if (host.ReadNic(file, text).Vifname is { } name)
                taken.Add(name);
        }
        return taken;
    }
}
