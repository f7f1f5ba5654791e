namespace Xen.Hotplug.Common.Netlink;

/// <summary>Message flags of linux/netlink.h.</summary>
[Flags]
internal enum MessageFlags : ushort
{
    Request = 1,
    Acknowledge = 4,

    /// <summary>In an answer: what was dumped changed meanwhile.</summary>
    DumpInterrupted = 0x10,
    Dump = 0x300,
    Replace = 0x100,
    Exclusive = 0x200,
    Create = 0x400,
    Append = 0x800,

    /// <summary>In an acknowledgement: the attributes of struct nlmsgerr follow.</summary>
    ExtendedAcknowledgement = 0x200,

    /// <summary>In an acknowledgement: the request is not repeated in it.</summary>
    Capped = 0x100,
}
