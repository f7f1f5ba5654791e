namespace Xen.Hotplug.TestSupport;

/// <summary>IPv4 packets in Ethernet frames.</summary>
public static class Inet
{
    public const int Icmp = 1;
    public const int Igmp = 2;
    public const int Tcp = 6;
    public const int Udp = 17;
    public const int MoreFragments = 0x2000;
    public const string Everybody = "255.255.255.255";

    /// <summary>A datagram over IPv4 or IPv6, without the packet around it.</summary>
    public static byte[] Datagram(string source, string destination, int from, int to, byte[]? data = null)
    {
        data ??= "a datagram"u8.ToArray();
        byte[] datagram = [.. Frame.Word(from), .. Frame.Word(to), .. Frame.Word(8 + data.Length), 0, 0, .. data];
        return Frame.WithChecksum(datagram, 6, source, destination, Udp);
    }

    /// <summary>A frame with a datagram from <paramref name="source"/>.</summary>
    public static byte[] UdpFrame(
        string source,
        string destination = "192.0.2.6",
        int from = 1024,
        int to = 4000,
        byte[]? options = null,
        byte[]? data = null
    ) => Packet(source, destination, Udp, Datagram(source, destination, from, to, data), options);

    /// <summary>A message of BOOTP (RFC 951), as DHCP's are: by default a request for an Ethernet address.</summary>
    public static byte[] Bootp(string mac, byte operation = 1, byte hardware = 1, byte length = 6) =>
        [operation, hardware, length, 0, 1, 2, 3, 4, .. new byte[20], .. Frame.Mac(mac), .. new byte[202]];

    public static byte[] EchoRequest(string source, string destination = "192.0.2.6")
    {
        byte[] message = [8, 0, 0, 0, 0, 1, 0, 1, .. "echo"u8];
        return Packet(source, destination, Icmp, [8, 0, .. Frame.Checksum(message), .. message[4..]]);
    }

    /// <summary>What opens a connection.</summary>
    public static byte[] Connect(string source, string destination = "192.0.2.6")
    {
        byte[] segment = [.. Frame.Word(1024), .. Frame.Word(80), 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 0x10, 0, 0, 0, 0, 0];
        return Packet(source, destination, Tcp, Frame.WithChecksum(segment, 16, source, destination, Tcp));
    }

    /// <summary>A report of membership of IGMP version 2.</summary>
    public static byte[] Membership(string source, string group = "224.1.2.3")
    {
        byte[] message = [0x16, 0, 0, 0, .. Frame.Address(group)];
        byte[] routerAlert = [0x94, 4, 0, 0];
        return Packet(source, group, Igmp, [0x16, 0, .. Frame.Checksum(message), .. message[4..]], routerAlert);
    }

    public static byte[] Packet(
        string source,
        string destination,
        int protocol,
        byte[] payload,
        byte[]? options = null,
        int fragment = 0,
        int version = 4,
        int? headerWords = null,
        int? length = null
    )
    {
        options ??= [];
        byte[] header =
        [
            (byte)((version << 4) | (headerWords ?? (5 + (options.Length / 4)))),
            0,
            .. Frame.Word(length ?? (20 + options.Length + payload.Length)),
            0x12,
            0x34,
            .. Frame.Word(fragment),
            64,
            (byte)protocol,
            0,
            0,
            .. Frame.Address(source),
            .. Frame.Address(destination),
            .. options,
        ];
        var sum = Frame.Checksum(header);
        return Frame.Ethernet(Frame.InetType, [.. header[..10], .. sum, .. header[12..], .. payload]);
    }
}
