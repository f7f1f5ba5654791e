using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Xenstore;

/// <summary>Where to reach the store.</summary>
/// <param name="Path">The socket of xenstored, or the kernel's device.</param>
/// <param name="IsDevice">
/// Whether it is the kernel's device, which takes one message a write and is the way to a store that runs in
/// another domain.
/// </param>
public sealed record XenstoreLocation(string Path, bool IsDevice)
{
    /// <summary>The variable that overrides where the store is, here as in Xen's own library.</summary>
    public const string EnvironmentVariable = "XENSTORED_PATH";

    /// <summary>Finds the store of this host.</summary>
    /// <exception cref="XenstoreException">There is none.</exception>
    public static XenstoreLocation Find() =>
        Find(CallersEnvironment.Find(EnvironmentVariable), static path => FileStatus.Of(path).Type);

    /// <summary>
    /// The rule: what <paramref name="overriding"/> names, and then only that; else the first socket there is; else
    /// the first device. A socket comes first because through it several requests go in one write.
    /// </summary>
    /// <exception cref="XenstoreException">There is none, or what is named is neither socket nor device.</exception>
    internal static XenstoreLocation Find(string? overriding, Func<string, FileType> typeOf)
    {
        if (!string.IsNullOrEmpty(overriding))
            return At(overriding, typeOf(overriding))
                ?? throw new XenstoreException(
                    $"could not reach xenstore because {EnvironmentVariable} names {XenstoreText.Show(overriding)}, "
                        + "which is neither a socket nor a device; unset it, or start the store that listens there"
                );

        foreach (var path in (ReadOnlySpan<string>)[.. Sockets, .. Devices])
            if (At(path, typeOf(path)) is { } location)
                return location;
        throw new XenstoreException(
            $"could not find xenstore because there is neither a socket {Sockets[0]} nor a device {Devices[0]}; "
                + "is this a Xen host, and does xenstored run?"
        );
    }

    // The second of each is for hosts whose /var/run is no link to /run, and for kernels before 2.6.39, whose
    // device looks like a regular file.
    private static string[] Sockets => ["/run/xenstored/socket", "/var/run/xenstored/socket"];

    private static string[] Devices => ["/dev/xen/xenbus", "/proc/xen/xenbus"];

    private static XenstoreLocation? At(string path, FileType type) =>
        type switch
        {
            FileType.Socket => new XenstoreLocation(path, IsDevice: false),
            FileType.CharacterDevice => new XenstoreLocation(path, IsDevice: true),
            FileType.Regular when path == Devices[1] => new XenstoreLocation(path, IsDevice: true),
            _ => null,
        };
}
