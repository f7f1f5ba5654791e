namespace Xen.Hotplug.TestSupport;

/// <summary>Messages of neighbour discovery and of multicast listener discovery.</summary>
public static class NeighbourDiscovery
{
    public const int RouterSolicitation = 133;
    public const int RouterAdvertisement = 134;
    public const int Solicitation = 135;
    public const int Advertisement = 136;
    public const int Redirect = 137;

    private const int ListenerReport = 131;
    private const int ListenerDone = 132;
    private const int ListenerReport2 = 143;

    /// <summary>Option 14 of RFC 3971, as the kernel's enhanced duplicate address detection adds it.</summary>
    public static byte[] Nonce => [14, 1, 1, 2, 3, 4, 5, 6];

    public static byte[] SourceMac(string mac) => [1, 1, .. Frame.Mac(mac)];

    public static byte[] TargetMac(string mac) => [2, 1, .. Frame.Mac(mac)];

    /// <summary>Asks for <paramref name="target"/>; from `::` it detects whether somebody has it.</summary>
    public static byte[] Solicit(string source, string target, params byte[][] options) =>
        Packet(Solicitation, source, SolicitedNode(target), [0, 0, 0, 0, .. Frame.Address(target), .. Join(options)]);

    /// <summary>Says who has <paramref name="target"/>.</summary>
    public static byte[] Advertise(string source, string target, params byte[][] options) =>
        Packet(Advertisement, source, Inet6.AllNodes, [0x20, 0, 0, 0, .. Frame.Address(target), .. Join(options)]);

    public static byte[] SolicitRouter(string source, params byte[][] options) =>
        Packet(RouterSolicitation, source, Inet6.AllRouters, [0, 0, 0, 0, .. Join(options)]);

    public static byte[] AdvertiseRouter(string source, int code = 0, int hopLimit = 255) =>
        Packet(RouterAdvertisement, source, Inet6.AllNodes, RouterBody, code, hopLimit);

    /// <summary>What a router says of itself: a lifetime, and nothing more.</summary>
    public static byte[] RouterBody => [64, 0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Sends the neighbour's traffic for <paramref name="destination"/> to <paramref name="target"/>.</summary>
    public static byte[] RedirectTo(string source, string target, string destination) =>
        Packet(Redirect, source, Inet6.AllNodes, [0, 0, 0, 0, .. Frame.Address(target), .. Frame.Address(destination)]);

    public static byte[] Packet(
        int type,
        string source,
        string destination,
        byte[] body,
        int code = 0,
        int hopLimit = 255
    ) => Inet6.Packet(source, destination, Inet6.Icmp, Inet6.Message(source, destination, type, code, body), hopLimit);

    /// <summary>A report of version 2, for two groups.</summary>
    public static byte[] Listen2(string source) =>
        Listener(
            source,
            "ff02::16",
            ListenerReport2,
            [
                0,
                0,
                0,
                2,
                .. (byte[])[4, 0, 0, 0, .. Frame.Address("ff02::1:ff12:3456")],
                .. (byte[])[4, 0, 0, 0, .. Frame.Address("ff02::fb")],
            ]
        );

    /// <summary>A report of version 1.</summary>
    public static byte[] Listen(string source) =>
        Listener(source, "ff02::fb", ListenerReport, [0, 0, 0, 0, .. Frame.Address("ff02::fb")]);

    public static byte[] StopListening(string source) =>
        Listener(source, Inet6.AllRouters, ListenerDone, [0, 0, 0, 0, .. Frame.Address("ff02::fb")]);

    /// <summary>A message of multicast listener discovery.</summary>
    public static byte[] Listener(string source, string destination, int type, byte[] body) =>
        Inet6.Packet(
            source,
            destination,
            Inet6.HopByHopHeader,
            [.. Inet6.RouterAlert, .. Inet6.Message(source, destination, type, 0, body)],
            hopLimit: 1
        );

    private static string SolicitedNode(string target) =>
        $"ff02::1:ff{Convert.ToHexStringLower(Frame.Address(target)[13..14])}:{Convert.ToHexStringLower(Frame.Address(target)[14..])}";

    private static byte[] Join(byte[][] options) => [.. options.SelectMany(option => option)];
}
