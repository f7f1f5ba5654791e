using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>struct ifaddrmsg of linux/if_addr.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AddressHeader
{
    internal byte Family;
    internal byte PrefixLength;
    internal byte Flags;
    internal byte Scope;
    internal int LinkIndex;
}

/// <summary>IFA_* of linux/if_addr.h.</summary>
internal static class AddressAttribute
{
    internal const ushort Address = 1;
    internal const ushort Local = 2;
    internal const ushort Label = 3;
    internal const ushort Broadcast = 4;
    internal const ushort CacheInformation = 6;
    internal const ushort Flags = 8;
    internal const ushort Metric = 9; // IFA_RT_PRIORITY
    internal const ushort Protocol = 11;
}

/// <summary>IFA_F_* of linux/if_addr.h.</summary>
internal static class AddressFlag
{
    internal const uint Temporary = 1; // of IPv6
    internal const uint Secondary = 1; // of IPv4
    internal const uint NoDuplicateDetection = 2;
    internal const uint Optimistic = 4;
    internal const uint IsDuplicate = 8; // IFA_F_DADFAILED
    internal const uint Home = 0x10;
    internal const uint Tentative = 0x40;
    internal const uint ManagesTemporary = 0x100;
    internal const uint NoPrefixRoute = 0x200;
    internal const uint JoinsMulticast = 0x400;

    /// <summary>The others are the kernel's to set.</summary>
    internal const uint Settable = NoDuplicateDetection | Home | ManagesTemporary | NoPrefixRoute | JoinsMulticast;
}
