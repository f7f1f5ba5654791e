namespace Xen.Hotplug.TestSupport;

/// <summary>What some kernels are built without.</summary>
public enum KernelFeature
{
    VlanLinks,
    BridgeVlanFiltering,
    Bonds,
    Teams,
    Dummies,
    VrfLinks,
    IpipTunnels,
    SitTunnels,
    GreTunnels,
    Ip6Tunnels,
    VxlanTunnels,
    GeneveTunnels,
    WireGuard,
    MacvlanLinks,
    IpvlanLinks,
    MacsecLinks,
    Prio,
    Tbf,
    Ingress,
    Clsact,
    Policing,
    Mirroring,
    Redirecting,
    Ip6GreTunnels,
    VtiTunnels,
    Vti6Tunnels,
    FlowTables,
}
