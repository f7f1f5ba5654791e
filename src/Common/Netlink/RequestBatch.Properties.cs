using System.Net;
using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>What is set on a link itself.</content>
public sealed partial class RequestBatch
{
    /// <summary>Gives a link an attribute of another link, as that has it.</summary>
    /// <param name="link">The link.</param>
    /// <param name="attribute">IFLA_* of linux/if_link.h.</param>
    /// <param name="value">As the kernel told it.</param>
    /// <param name="tolerated">The errors that do no harm.</param>
    internal RequestBatch SetAttribute(LinkReference link, ushort attribute, byte[] value, params Errno[] tolerated) =>
        Add(
            $"ip link set dev {link.Word} {Describe(attribute, value)}",
            () => LinkRequests.SetAttribute(link.Index, attribute, value),
            tolerated
        );

    /// <summary>Sets one of a link's flags as it is in others.</summary>
    internal RequestBatch SetFlag(LinkReference link, uint flag, uint flags) =>
        Set(link, LinkFlag.Describe(flag, flags), () => LinkRequests.SetFlag(link.Index, flag, flags));

    /// <summary>Sets the host's part of addresses that routers advertise. Where the kernel takes no such advertisement, it refuses.</summary>
    internal RequestBatch SetToken(LinkReference link, byte[] token) =>
        Add(
            $"ip token set {new IPAddress(token)} dev {link.Word}",
            () => LinkRequests.SetToken(link.Index, token),
            Errno.EINVAL
        );

    /// <summary>Lets a link be found by another name too.</summary>
    internal RequestBatch AddAlternativeName(string name, LinkReference link) =>
        Add(
            $"ip link property add dev {link.Word} altname {Text.ShellWord(name)}",
            () => LinkRequests.AddAlternativeName(link.Index, name),
            Errno.EEXIST
        );

    /// <summary>Lets a link be found by one of its other names no more.</summary>
    internal RequestBatch DeleteAlternativeName(string name, LinkReference link) =>
        Add(
            $"ip link property del dev {link.Word} altname {Text.ShellWord(name)}",
            () => LinkRequests.DeleteAlternativeName(link.Index, name),
            Errno.ENOENT,
            Errno.EINVAL
        );

    /// <summary>Lets another link be found by names of a link. A name is never on both, and there is never a moment to look for it between.</summary>
    internal RequestBatch MoveAlternativeNames(IReadOnlyList<string> names, LinkReference from, LinkReference to)
    {
        foreach (var name in names)
        {
            // It may have moved already: then it is on neither link, or not on this one.
            Add(
                $"ip link property del dev {from.Word} altname {Text.ShellWord(name)}",
                () => LinkRequests.DeleteAlternativeName(from.Index, name),
                Errno.ENOENT,
                Errno.EINVAL
            );
            Add(
                $"ip link property add dev {to.Word} altname {Text.ShellWord(name)}",
                () => LinkRequests.AddAlternativeName(to.Index, name),
                Errno.EEXIST
            );
        }
        return this;
    }

    private static string Describe(ushort attribute, byte[] value) =>
        attribute switch
        {
            LinkAttribute.Alias => $"alias {Text.ShellWord(AttributeReader.ReadText(value))}",
            LinkAttribute.Broadcast => $"broadcast {MacAddress.FromBytes(value)}",
            LinkAttribute.Group => $"group {Number(value)}",
            LinkAttribute.TransmitQueueLength => $"txqueuelen {Number(value)}",
            LinkAttribute.GsoMaximumSize => $"gso_max_size {Number(value)}",
            LinkAttribute.GsoMaximumSegments => $"gso_max_segs {Number(value)}",
            LinkAttribute.GroMaximumSize => $"gro_max_size {Number(value)}",
            LinkAttribute.GsoInetMaximumSize => $"gso_ipv4_max_size {Number(value)}",
            _ => $"gro_ipv4_max_size {Number(value)}",
        };

    private static uint Number(byte[] value) => value.Length >= sizeof(uint) ? MemoryMarshal.Read<uint>(value) : 0;
}
