using System.Text;

namespace Xen.Hotplug.Common.Xenstore;

/// <summary>Text to and from the bytes of the store, and into sentences.</summary>
internal static class XenstoreText
{
    /// <summary>
    /// The text of a value. Guests and toolstacks store any bytes: what is not UTF-8 becomes U+FFFD, and NULs at
    /// the end, which C programs store by mistake, are dropped.
    /// </summary>
    internal static string Decode(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));

    /// <summary>A text that nobody has checked, fit for a sentence.</summary>
    internal static string Show(string text) => Text.Quoted(text);

    /// <summary>Words for the error names of xs_wire.h and for those that other stores add; null for the rest.</summary>
    internal static string? DescribeError(string name) =>
        name switch
        {
            "EACCES" or "EPERM" => "permission denied",
            "EAGAIN" => "another client was in the way",
            "EBUSY" => "too busy, or too many transactions",
            "EEXIST" => "it exists already",
            "EINVAL" => "invalid request",
            "EIO" => "input or output error",
            "EISCONN" => "connected already",
            "EISDIR" => "it is a directory",
            "ENOENT" => "no such node",
            "ENOMEM" => "out of memory",
            "ENOSPC" or "EQUOTA" => "a quota of the store is used up",
            "ENOSYS" => "not supported by this store",
            "ENOTEMPTY" => "it has children",
            "EROFS" => "this connection may only read",
            "E2BIG" => "too long",
            _ => null,
        };
}
