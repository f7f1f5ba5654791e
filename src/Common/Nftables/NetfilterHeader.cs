using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>struct nfgenmsg of linux/netfilter/nfnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetfilterHeader
{
    internal byte Family;
    internal byte Version;
    internal ushort ResourceId;
}
