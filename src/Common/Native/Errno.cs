using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Native;

/// <summary>Error numbers of Linux on x86-64 and arm64 (asm-generic/errno-base.h, asm-generic/errno.h).</summary>
public enum Errno
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Operation not permitted.</summary>
    EPERM = 1,

    /// <summary>No such file or directory.</summary>
    ENOENT = 2,

    /// <summary>No such process; of a route: no such route.</summary>
    ESRCH = 3,

    /// <summary>Interrupted by a signal.</summary>
    EINTR = 4,

    /// <summary>Input or output error.</summary>
    EIO = 5,

    /// <summary>No such device or address.</summary>
    ENXIO = 6,

    /// <summary>Try again: nothing to read, a lock is held, a transaction met another.</summary>
    EAGAIN = 11,

    /// <summary>Out of memory.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied.</summary>
    EACCES = 13,

    /// <summary>Device or resource busy.</summary>
    EBUSY = 16,

    /// <summary>It exists already.</summary>
    EEXIST = 17,

    /// <summary>No such device.</summary>
    ENODEV = 19,

    /// <summary>Invalid argument.</summary>
    EINVAL = 22,

    /// <summary>Directory not empty; of an interval: it overlaps another.</summary>
    ENOTEMPTY = 39,

    /// <summary>Too many levels of symbolic links; of an open that follows none: it is one.</summary>
    ELOOP = 40,

    /// <summary>Interrupted system call should be restarted; of a transaction: the tables have changed since.</summary>
    ERESTART = 85,

    /// <summary>Protocol not supported.</summary>
    EPROTONOSUPPORT = 93,

    /// <summary>Operation not supported.</summary>
    EOPNOTSUPP = 95,

    /// <summary>Address family not supported.</summary>
    EAFNOSUPPORT = 97,

    /// <summary>Cannot assign requested address.</summary>
    EADDRNOTAVAIL = 99,

    /// <summary>The network is down.</summary>
    ENETDOWN = 100,

    /// <summary>No buffer space: messages of a subscription were lost.</summary>
    ENOBUFS = 105,

    /// <summary>Connection timed out.</summary>
    ETIMEDOUT = 110,
}

/// <summary>Words for error numbers.</summary>
public static class ErrnoExtensions
{
    /// <summary>The C library's sentence for <paramref name="error"/>, such as "No such device".</summary>
    public static string Describe(this Errno error) => Marshal.GetPInvokeErrorMessage((int)error);

    /// <summary>Whether it is one of these.</summary>
    public static bool IsOneOf(this Errno error, Errno[] errors)
    {
        // Without generic code over Errno, which every program would have in it.
        foreach (var one in errors)
        {
            if (one == error)
                return true;
        }
        return false;
    }
}
