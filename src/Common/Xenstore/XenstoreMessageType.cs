namespace Xen.Hotplug.Common.Xenstore;

/// <summary>The messages that a client sends or gets (enum xsd_sockmsg_type in Xen's public/io/xs_wire.h).</summary>
internal enum XenstoreMessageType : uint
{
    Directory = 1,
    Read = 2,
    TransactionStart = 6,
    TransactionEnd = 7,
    Write = 11,
    Remove = 13,
    WatchEvent = 15,
    Error = 16,

    /// <summary>The list of children in parts, for one longer than a message (Xen 4.9 and later).</summary>
    DirectoryPart = 22,
}
