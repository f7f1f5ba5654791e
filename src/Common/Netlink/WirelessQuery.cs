using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Asks the kernel's wireless stack about a link, by generic netlink (linux/genetlink.h, linux/nl80211.h).</summary>
public static class WirelessQuery
{
    private const int GenericProtocol = 16; // NETLINK_GENERIC
    private const ushort Controller = 16; // GENL_ID_CTRL
    private const byte GetFamily = 3; // CTRL_CMD_GETFAMILY
    private const ushort FamilyIdAttribute = 1; // CTRL_ATTR_FAMILY_ID
    private const ushort FamilyNameAttribute = 2; // CTRL_ATTR_FAMILY_NAME
    private const byte GetInterface = 5; // NL80211_CMD_GET_INTERFACE
    private const ushort LinkIndexAttribute = 3; // NL80211_ATTR_IFINDEX

    /// <summary>Whether a link is a wireless one.</summary>
    public static bool IsWireless(int linkIndex)
    {
        try
        {
            using var socket = NetlinkSocket.Open(GenericProtocol);
            ushort family = 0;
            socket.Query(
                new MessageWriter(Controller, 0)
                    .Fixed(new GenericHeader { Command = GetFamily, Version = 1 })
                    .Text(FamilyNameAttribute, "nl80211"),
                (_, payload) => family = ReadFamily(payload)
            );
            var isKnown = false;
            socket.Query(
                new MessageWriter(family, 0)
                    .Fixed(new GenericHeader { Command = GetInterface })
                    .Number(LinkIndexAttribute, linkIndex),
                (_, _) => isKnown = true
            );
            return isKnown;
        }
        catch (NetlinkException exception)
            when (exception.Error
                    is Errno.ENOENT
                        or Errno.ENODEV
                        or Errno.EOPNOTSUPP
                        or Errno.EINVAL
                        or Errno.EPROTONOSUPPORT
            )
        {
            // The kernel has no wireless stack, or that does not know the link.
            return false;
        }
    }

    private static ushort ReadFamily(ReadOnlySpan<byte> payload)
    {
        var size = Marshal.SizeOf<GenericHeader>();
        var id = payload.Length < size ? [] : AttributeReader.Find(payload[size..], FamilyIdAttribute);
        return id.Length >= sizeof(ushort) ? MemoryMarshal.Read<ushort>(id) : (ushort)0;
    }

    /// <summary>struct genlmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct GenericHeader
    {
        internal byte Command;
        internal byte Version;
        internal ushort Reserved;
    }
}
