namespace Xen.Hotplug.TestSupport;

/// <summary>IPv6 packets in Ethernet frames, and the headers that may stand between.</summary>
public static class Inet6
{
    public const int HopByHopHeader = 0;
    public const int RoutingHeader = 43;
    public const int FragmentHeader = 44;
    public const int Icmp = 58;
    public const int NoNextHeader = 59;
    public const int DestinationHeader = 60;
    public const string AllNodes = "ff02::1";
    public const string AllRouters = "ff02::2";
    public const string AllDhcpServers = "ff02::1:2";

    public static byte[] Packet(
        string source,
        string destination,
        int nextHeader,
        byte[] payload,
        int hopLimit = 64,
        int version = 6,
        int? length = null
    )
    {
        var to = Frame.Address(destination);
        byte[] packet =
        [
            (byte)(version << 4),
            0,
            0,
            0,
            .. Frame.Word(length ?? payload.Length),
            (byte)nextHeader,
            (byte)hopLimit,
            .. Frame.Address(source),
            .. to,
            .. payload,
        ];
        var frame = Frame.Ethernet(Frame.Inet6Type, packet);
        return to[0] == 0xff ? [0x33, 0x33, .. to[12..], .. frame[6..]] : frame;
    }

    public static byte[] UdpFrame(string source, string destination = "2001:db8::6", int from = 1024, int to = 4000) =>
        Packet(source, destination, Inet.Udp, Inet.Datagram(source, destination, from, to));

    public static byte[] EchoRequest(string source, string destination = "2001:db8::6") =>
        Packet(source, destination, Icmp, Message(source, destination, 128, 0, [0, 1, 0, 1]));

    /// <summary>A message of ICMPv6, without the packet around it.</summary>
    public static byte[] Message(string source, string destination, int type, int code, byte[] body) =>
        Frame.WithChecksum([(byte)type, (byte)code, 0, 0, .. body], 2, source, destination, Icmp);

    /// <summary>A hop-by-hop or destination options header with nothing but padding in it.</summary>
    public static byte[] Options(int nextHeader) => [(byte)nextHeader, 0, 1, 4, 0, 0, 0, 0];

    /// <summary>A hop-by-hop header with the router alert of multicast listener discovery.</summary>
    public static byte[] RouterAlert => [Icmp, 0, 5, 2, 0, 0, 1, 0];

    /// <param name="nextHeader">What the fragments hold.</param>
    /// <param name="offset">In units of eight bytes.</param>
    /// <param name="more">Whether more fragments come after it.</param>
    public static byte[] Fragment(int nextHeader, int offset, bool more) =>
        [(byte)nextHeader, 0, .. Frame.Word((offset << 3) | (more ? 1 : 0)), 0, 0, 0x12, 0x34];
}
