using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>An address that MPTCP makes subflows from, or tells its peers (MPTCP_PM_ADDR_ATTR_* of linux/mptcp.h).</summary>
public sealed class MptcpEndpoint
{
    private const uint Implicit = 16; // MPTCP_PM_ADDR_FLAG_IMPLICIT

    /// <summary>All that the kernel tells of it, to be sent again.</summary>
    internal byte[] Attributes { get; private init; } = [];

    /// <summary>Its number.</summary>
    public byte Id => AttributeReader.FindNumber<byte>(Attributes, MptcpAttribute.Id);

    /// <summary>The link that it is bound to; 0 for none.</summary>
    internal int LinkIndex => AttributeReader.FindNumber<int>(Attributes, MptcpAttribute.LinkIndex);

    private uint Flags => AttributeReader.FindNumber<uint>(Attributes, MptcpAttribute.Flags);

    /// <summary>Whether somebody added it, not the kernel for a connection.</summary>
    internal bool IsMadeByHand => (Flags & Implicit) == 0;

    /// <summary>The endpoint as <c>ip mptcp endpoint add</c> takes it.</summary>
    internal string Describe(LinkReference link)
    {
        var address =
            AttributeReader.FindAddress(Attributes, MptcpAttribute.InetAddress)
            ?? AttributeReader.FindAddress(Attributes, MptcpAttribute.Inet6Address)
            ?? IPAddress.Any;
        var port = AttributeReader.FindNumber<ushort>(Attributes, MptcpAttribute.Port);
        var text = $"{address}{(port == 0 ? "" : $" port {port}")} id {Id} dev {link.Word}";
        ReadOnlySpan<string> names = ["signal", "subflow", "backup", "fullmesh"]; // MPTCP_PM_ADDR_FLAG_*, from bit 0 on
        for (var bit = 0; bit < names.Length; bit++)
        {
            if ((Flags & (1u << bit)) != 0)
                text += $" {names[bit]}";
        }
        return text;
    }

    /// <summary>Reads an answer to MPTCP_PM_CMD_GET_ADDR; null if there is no endpoint in it.</summary>
    internal static MptcpEndpoint? Read(ReadOnlySpan<byte> attributes) =>
        AttributeReader.Find(attributes, MptcpAttribute.Endpoint) is { Length: > 0 } endpoint
            ? new MptcpEndpoint { Attributes = endpoint.ToArray() }
            : null;

    /// <summary>Appends the endpoint over a link.</summary>
    internal void WriteOver(MessageWriter message, int linkIndex) =>
        message.Nest(
            MptcpAttribute.Endpoint,
            nest =>
                nest.Raw(AttributeReader.Without(Attributes, MptcpAttribute.LinkIndex))
                    .Number(MptcpAttribute.LinkIndex, linkIndex)
        );
}

/// <summary>MPTCP_PM_ATTR_* and MPTCP_PM_ADDR_ATTR_* of linux/mptcp.h.</summary>
internal static class MptcpAttribute
{
    internal const ushort Endpoint = 1;

    internal const ushort Id = 2;
    internal const ushort InetAddress = 3;
    internal const ushort Inet6Address = 4;
    internal const ushort Port = 5;
    internal const ushort Flags = 6;
    internal const ushort LinkIndex = 7;
}
