using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;

namespace Xen.Hotplug.NetworkBridgeAdditional;

/// <summary>What was asked for, checked.</summary>
/// <param name="BridgeName">The bridge; null for "null", which asks for nothing.</param>
/// <param name="PortName">vif0.N.</param>
/// <param name="IsPortNamed">Whether N was given, so that its absence is an error.</param>
internal sealed record NetworkRequest(InterfaceName? BridgeName, InterfaceName PortName, bool IsPortNamed)
{
    private const int LargestNumber = 65535;

    /// <summary>Reads the keys of the invocation.</summary>
    /// <exception cref="HotplugException">A value does not parse.</exception>
    internal static NetworkRequest Read(Invocation invocation, INetworkTable kernel)
    {
        invocation.NoteUnknownKeys();
        invocation.RefuseOperands();
        var settings = invocation.Settings;
        // Checked whatever the command, so that a misspelt word is never passed over.
        _ = settings.IsYes("antispoof", otherwise: false);
        var given = settings.Find("vifnum");
        var bridge = settings.Find("bridge");
        var number = given == null ? DefaultNumber(kernel) : ParseNumber(given);
        var bridgeName = bridge ?? $"xenbr{number}";
        return new NetworkRequest(
            bridgeName == "null" ? null : InterfaceName.Parse(bridgeName, "bridge"),
            InterfaceName.Parse($"vif0.{number}", "vifnum"),
            given != null
        );
    }

    private static int ParseNumber(string text) =>
        Text.TryReadNumber(text, out var number) && number <= LargestNumber
            ? number
            : throw new HotplugException($"vifnum={Text.Printable(text)} is not a number from 0 to {LargestNumber}");

    /// <summary>The digits that end the name of the default route's device: eth0 → 0, bond1 → 1; 0 where there are none.</summary>
    private static int DefaultNumber(INetworkTable kernel)
    {
        var route = kernel
            .ListRoutes()
            .Where(route => route.IsDefault)
            .MinBy(route => (route.Gateway is null, route.Priority));
        var index = route?.Hops is [var hop, ..] ? hop.LinkIndex : route?.OutputInterface ?? 0;
        if (index == 0 || kernel.FindLink(index) is not { } device)
            return 0;
        var digits = device.Name[device.Name.AsSpan().TrimEnd("0123456789").Length..];
        return Text.TryReadNumber(digits, out var number) && number <= LargestNumber ? number : 0;
    }
}
