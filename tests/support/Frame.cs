using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Xen.Hotplug.TestSupport;

/// <summary>Ethernet frames, byte for byte. What is wrong in one is meant to be; its checksums are right.</summary>
public static class Frame
{
    public const int InetType = 0x0800;
    public const int ArpType = 0x0806;
    public const int Inet6Type = 0x86dd;
    public const int CustomerTag = 0x8100; // 802.1Q
    public const int ServiceTag = 0x88a8; // 802.1ad
    public const string Broadcast = "ff:ff:ff:ff:ff:ff";

    public static byte[] Ethernet(int type, byte[] payload, string? source = null, string destination = Broadcast) =>
        [.. Mac(destination), .. Mac(source ?? Party.Own.Mac), .. Word(type), .. payload];

    /// <summary>The frame with a VLAN tag, outside of those that it has.</summary>
    public static byte[] Tagged(this byte[] frame, int protocol, int tag) =>
        [.. frame[..12], .. Word(protocol), .. Word(tag), .. frame[12..]];

    /// <summary>Whether a tag of the kind that the kernel knows comes first.</summary>
    public static bool IsTagged(this byte[] frame) =>
        BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12)) is CustomerTag or ServiceTag;

    /// <summary>The frame from another Ethernet address, whatever is in it.</summary>
    public static byte[] From(this byte[] frame, string mac) => [.. frame[..6], .. Mac(mac), .. frame[12..]];

    /// <summary>The frame to another Ethernet address.</summary>
    public static byte[] To(this byte[] frame, string mac) => [.. Mac(mac), .. frame[6..]];

    /// <summary>The frame as short ones leave a real NIC.</summary>
    public static byte[] Padded(this byte[] frame) => [.. frame, .. new byte[Math.Max(0, 60 - frame.Length)]];

    public static byte[] Arp(
        int operation,
        string senderMac,
        string sender,
        string target,
        string targetMac = "00:00:00:00:00:00",
        int hardware = 1,
        int protocol = InetType,
        int hardwareLength = 6,
        int protocolLength = 4
    ) =>
        Ethernet(
            ArpType,
            [
                .. Word(hardware),
                .. Word(protocol),
                (byte)hardwareLength,
                (byte)protocolLength,
                .. Word(operation),
                .. Mac(senderMac),
                .. Address(sender),
                .. Mac(targetMac),
                .. Address(target),
            ]
        );

    public static byte[] Mac(string text) => PhysicalAddress.Parse(text).GetAddressBytes();

    public static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();

    public static byte[] Word(int value) => [(byte)(value >> 8), (byte)value];

    /// <summary>
    /// What is carried in IPv4 or IPv6, with its checksum at <paramref name="place"/>, over it and the pseudo header.
    /// </summary>
    public static byte[] WithChecksum(byte[] segment, int place, string source, string destination, int protocol)
    {
        var sum = Checksum([
            .. Address(source),
            .. Address(destination),
            .. Word(segment.Length),
            .. Word(protocol),
            .. segment,
        ]);
        return [.. segment[..place], .. sum, .. segment[(place + 2)..]];
    }

    /// <summary>The Internet checksum.</summary>
    public static byte[] Checksum(byte[] bytes)
    {
        var sum = 0;
        for (var index = 0; index < bytes.Length; index += 2)
            sum += (bytes[index] << 8) + (index + 1 < bytes.Length ? bytes[index + 1] : 0);
        while (sum > 0xffff)
            sum = (sum & 0xffff) + (sum >> 16);
        return Word(~sum);
    }
}
