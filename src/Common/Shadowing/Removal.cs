using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// What takes the originals off a link once another has copies: one datagram. Where the kernel would take long to delete IPv6
/// addresses one by one, IPv6 is switched off on the link in between, and on again: so the kernel deletes all at once.
/// </summary>
/// <param name="link">The link that loses what it had, a port of the bridge by then.</param>
/// <param name="isFlushed">Whether IPv6 is switched off in between.</param>
internal sealed class Removal(LinkReference link, bool isFlushed)
{
    /// <summary>What comes before that.</summary>
    internal RequestBatch First { get; } = new();

    /// <summary>What comes after it.</summary>
    internal RequestBatch Last { get; } = new();

    /// <summary>Everything, without switching anything off.</summary>
    internal RequestBatch Whole => new RequestBatch().Append(First).Append(Last);

    /// <summary>Carries it out.</summary>
    /// <exception cref="HotplugException">The kernel refused a part of it.</exception>
    internal void CarryOut(INetworkChanges kernel, InterfaceSettings settings)
    {
        if (!isFlushed)
        {
            kernel.Execute(Whole);
            return;
        }
        kernel.Execute(First);
        settings.Write(Path, "1");
        settings.Write(Path, "0");
        // Addresses that the kernel keeps when a link goes down (keep_addr_on_down) are there still.
        kernel.Execute(Last);
    }

    /// <summary>Switches on again what a failure may have left off.</summary>
    internal void SwitchOn(InterfaceSettings settings)
    {
        if (isFlushed)
            settings.WriteIfOther(Path, "0");
    }

    /// <summary>The commands.</summary>
    public override string ToString() =>
        isFlushed
            ? $"{First}\n{InterfaceSettings.Command(Path, "1")}\n{InterfaceSettings.Command(Path, "0")}\n{Last}"
            : $"{Whole}";

    private string Path => InterfaceSettings.Inet6SwitchPath(link.Name);
}
