using System.Net;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.UnitTests.Bridging;

/// <summary>Links as they are found on a host.</summary>
internal static class SomeLinks
{
    /// <summary>A guest's vif as the backend driver leaves it: down, with a MAC address of its own.</summary>
    internal static readonly Link Vif = new()
    {
        Index = 7,
        Name = "vif1.0",
        Mtu = 1500,
        Address = Mac("00:16:3e:00:00:01"),
        Inet6AddressGenerationMode = 0,
    };

    internal static readonly Link Eth0 = new()
    {
        Index = 3,
        Name = "eth0",
        Kind = "bridge",
        Mtu = 1500,
        Flags = LinkFlags.Up | LinkFlags.Running,
        Address = Mac("00:16:3e:aa:aa:aa"),
    };

    internal static readonly Link Eth1 = Eth0 with { Index = 4, Name = "eth1" };

    /// <summary>The vif as it is once it is online on eth0.</summary>
    internal static readonly Link OnlineVif = Vif with
    {
        Flags = LinkFlags.Up,
        Address = BackendPort.Address,
        MasterIndex = Eth0.Index,
        Inet6AddressGenerationMode = 1,
        PortOptions = BridgePortOptions.OfNewPort,
    };

    /// <summary>What a guarded port has that shares its MAC address with another.</summary>
    internal static readonly BridgePortOptions GuardedByRules = BridgePortOptions.OfNewPort with
    {
        GroupForwardMask = 0x4001,
        MulticastRouter = 0,
    };

    /// <summary>What a guarded port has.</summary>
    internal static readonly BridgePortOptions Pinned = GuardedByRules with { IsLocked = true, IsLearning = false };

    /// <summary>The same under a name that its guest's configuration gave it.</summary>
    internal static readonly Link RenamedVif = OnlineVif with { Name = "guest", Alias = "vif1.0" };

    internal static InterfaceName Name(string name) => InterfaceName.Parse(name, "test");

    internal static MacAddress Mac(string text) =>
        MacAddress.TryParse(text, out var address) ? address.Value : throw new FormatException(text);

    internal static LinkAddress Address(Link link, string address, byte prefixLength) =>
        new()
        {
            LinkIndex = link.Index,
            Local = IPAddress.Parse(address),
            PrefixLength = prefixLength,
        };
}
