namespace Xen.Hotplug.Common.Netlink;

/// <summary>The kernel's network, for a plan that reads it first and changes it later; <see cref="Rtnetlink"/> is the real one.</summary>
public interface INetwork : INetworkTable, INetworkChanges;
