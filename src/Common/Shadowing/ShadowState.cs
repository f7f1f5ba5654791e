using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>How far an interface is shadowed.</summary>
public enum ShadowPhase
{
    /// <summary>No link has the interface's name, nor that of its uplink.</summary>
    Missing,

    /// <summary>The interface is an ordinary link.</summary>
    Plain,

    /// <summary>The interface is a bridge with its uplink in it.</summary>
    Shadowed,

    /// <summary>Something was left half-way: the uplink has its new name, but is in no bridge of the interface's name.</summary>
    Halfway,
}

/// <summary>An interface's links as they are now.</summary>
/// <param name="InterfaceName">The name that the host's configuration speaks of.</param>
/// <param name="Phase">How far it is shadowed.</param>
/// <param name="Nic">The uplink, or the NIC that would become it; null if there is no such link.</param>
/// <param name="Bridge">The bridge, or null.</param>
/// <param name="Spare">A bridge that an interrupted start or stop left behind.</param>
public sealed record ShadowState(InterfaceName InterfaceName, ShadowPhase Phase, Link? Nic, Link? Bridge, Link? Spare)
{
    /// <summary>Asks the kernel.</summary>
    public static ShadowState Read(ILinkTable kernel, InterfaceName name)
    {
        var named = kernel.FindByFirstName(name.Value);
        // The kernel refuses to look for a name that it cannot have.
        var uplinkName = ShadowNames.Uplink(name);
        var uplink = InterfaceName.WhyInvalid(uplinkName) == null ? kernel.FindByFirstName(uplinkName) : null;
        var bridge = named is { IsBridge: true } ? named : null;
        var (phase, nic) = (bridge, named, uplink) switch
        {
            (not null, _, not null) when uplink.MasterIndex == bridge.Index => (ShadowPhase.Shadowed, uplink),
            (not null, _, not null) => (ShadowPhase.Halfway, uplink),
            (not null, _, null) => (ShadowPhase.Plain, bridge),
            (null, not null, _) => (ShadowPhase.Plain, named),
            (null, null, not null) => (ShadowPhase.Halfway, uplink),
            _ => (ShadowPhase.Missing, null),
        };
        var spare = nic == null ? null : kernel.FindByFirstName(ShadowNames.Spare(nic.Index));
        return new ShadowState(name, phase, nic, bridge, spare is { IsBridge: true } ? spare : null);
    }
}
