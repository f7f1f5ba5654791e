using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Generic netlink, on which a part of the kernel is found by its name (linux/genetlink.h).</summary>
internal static class GenericNetlink
{
    private const int GenericProtocol = 16; // NETLINK_GENERIC
    private const ushort Controller = 16; // GENL_ID_CTRL
    private const byte GetFamily = 3; // CTRL_CMD_GETFAMILY
    private const ushort FamilyIdAttribute = 1; // CTRL_ATTR_FAMILY_ID
    private const ushort FamilyNameAttribute = 2; // CTRL_ATTR_FAMILY_NAME

    internal static NetlinkSocket Open() => NetlinkSocket.Open(GenericProtocol);

    /// <summary>The message type of a part of the kernel.</summary>
    /// <exception cref="NetlinkException">ENOENT: the kernel has no such part.</exception>
    internal static ushort FindFamily(NetlinkSocket socket, string name)
    {
        ushort family = 0;
        socket.Query(
            new MessageWriter(Controller, 0)
                .Fixed(new GenericHeader { Command = GetFamily, Version = 1 })
                .Text(FamilyNameAttribute, name),
            (_, payload) => family = AttributeReader.FindNumber<ushort>(Attributes(payload), FamilyIdAttribute)
        );
        return family;
    }

    /// <summary>What follows the header of an answer.</summary>
    internal static ReadOnlySpan<byte> Attributes(ReadOnlySpan<byte> payload) =>
        payload[Math.Min(payload.Length, Unsafe.SizeOf<GenericHeader>())..];
}

/// <summary>struct genlmsghdr of linux/genetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GenericHeader
{
    internal byte Command;
    internal byte Version;
    internal ushort Reserved;
}
