using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Asks the kernel's wireless stack about a link, by generic netlink (linux/nl80211.h).</summary>
public static class WirelessQuery
{
    private const byte GetInterface = 5; // NL80211_CMD_GET_INTERFACE
    private const ushort LinkIndexAttribute = 3; // NL80211_ATTR_IFINDEX

    /// <summary>Whether a link is a wireless one.</summary>
    public static bool IsWireless(int linkIndex)
    {
        try
        {
            using var socket = GenericNetlink.Open();
            var isKnown = false;
            socket.Query(
                new MessageWriter(GenericNetlink.FindFamily(socket, "nl80211"), 0)
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
}
