using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>The kernel refused a netlink request, or the socket to it failed.</summary>
public sealed class NetlinkException : HotplugException
{
    /// <param name="error">The kernel's error number.</param>
    /// <param name="kernelText">The kernel's extended error text, where it sent one.</param>
    /// <param name="attempt">What was tried, such as "read link eth0"; null if the caller says it.</param>
    public NetlinkException(Errno error, string? kernelText = null, string? attempt = null)
        : base(Say(error, kernelText, attempt))
    {
        Error = error;
        KernelText = kernelText;
    }

    /// <summary>The kernel's error number.</summary>
    public Errno Error { get; }

    /// <summary>The kernel's extended error text, or null.</summary>
    public string? KernelText { get; }

    /// <summary>Whether the link, address or route that the request named is not there (any more).</summary>
    public bool IsGone => Error.IsOneOf(Gone);

    /// <summary>Whether a link is not, or not any more, what the request is for: a bridge's port, say.</summary>
    public bool IsUnsupported => Error == Errno.EOPNOTSUPP;

    internal static Errno[] Gone => [Errno.ENODEV, Errno.ENOENT, Errno.EADDRNOTAVAIL, Errno.ESRCH, Errno.ENXIO];

    /// <summary>Adds words about what is tried to an error of the kernel's.</summary>
    internal static T Attempt<T>(string attempt, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (NetlinkException exception)
        {
            throw new NetlinkException(exception.Error, exception.KernelText, attempt);
        }
    }

    private static string Say(Errno error, string? kernelText, string? attempt)
    {
        var reason = error.Describe();
        if (!string.IsNullOrWhiteSpace(kernelText))
            reason = $"{kernelText.Trim().TrimEnd('.')} ({reason})";
        if (error is Errno.EPERM or Errno.EACCES)
            reason += "; run it as root";
        return attempt == null ? reason : $"could not {attempt}: {reason}";
    }
}
