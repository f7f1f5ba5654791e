using System.Net;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>An IPv4 or IPv6 address of a link, as the kernel reported it (struct ifaddrmsg, IFA_* of linux/if_addr.h).</summary>
public sealed record LinkAddress
{
    /// <summary>The link that has it.</summary>
    public int LinkIndex { get; init; }

    /// <summary>The host's own address.</summary>
    public required IPAddress Local { get; init; }

    /// <summary>The other end of a point-to-point address; null for an ordinary one.</summary>
    public IPAddress? Peer { get; init; }

    /// <summary>In bits.</summary>
    public byte PrefixLength { get; init; }

    /// <summary>IFA_F_* flags.</summary>
    public uint Flags { get; init; }

    /// <summary>RT_SCOPE_* of linux/rtnetlink.h; 253 is link, 0 is global.</summary>
    public byte Scope { get; init; }

    /// <summary>The whole message's attributes, to be sent again as they were.</summary>
    internal byte[] Attributes { get; init; } = [];

    /// <summary>AF_INET or AF_INET6.</summary>
    internal byte Family =>
        Local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? AddressFamily.Inet : AddressFamily.Inet6;

    /// <summary>Address and prefix length, as <c>ip address</c> takes them.</summary>
    public override string ToString() =>
        Peer is null ? $"{Local}/{PrefixLength}" : $"{Local} peer {Peer}/{PrefixLength}";

    /// <summary>The address with all that <c>ip address add</c> can say of it, but the device.</summary>
    internal string Describe()
    {
        const ushort broadcast = 4; // IFA_BROADCAST
        const ushort label = 3; // IFA_LABEL
        const ushort cacheInformation = 6; // IFA_CACHEINFO: the preferred, then the valid lifetime in seconds
        const uint forever = 0xffffffff;
        const byte globalScope = 0;
        var text = new System.Text.StringBuilder(ToString());
        if (AttributeReader.Find(Attributes, broadcast) is { Length: 4 } address)
            text.Append($" brd {new IPAddress(address)}");
        if (Family == AddressFamily.Inet && Scope != globalScope)
            text.Append($" scope {Scope}");
        if (AttributeReader.ReadText(AttributeReader.Find(Attributes, label)) is { Length: > 0 } name)
            text.Append($" label {Text.ShellWord(name)}");
        if (
            AttributeReader.Find(Attributes, cacheInformation) is { Length: >= 8 } cache
            && MemoryMarshal.Read<uint>(cache[4..]) is not forever and var valid
        )
            text.Append($" valid_lft {valid} preferred_lft {Lifetime(MemoryMarshal.Read<uint>(cache))}");
        return text.ToString();

        static string Lifetime(uint seconds) => seconds == forever ? "forever" : $"{seconds}";
    }

    /// <summary>The message that it was read from, as far as it matters.</summary>
    internal RawRecord ToRecord()
    {
        var payload = new byte[Marshal.SizeOf<AddressHeader>() + Attributes.Length];
        var header = new AddressHeader
        {
            Family = Family,
            PrefixLength = PrefixLength,
            Flags = (byte)Flags,
            Scope = Scope,
            LinkIndex = LinkIndex,
        };
        MemoryMarshal.Write(payload, header);
        Attributes.CopyTo(payload, Marshal.SizeOf<AddressHeader>());
        return new RawRecord(MessageType.NewAddress, payload);
    }

    /// <summary>Reads an RTM_NEWADDR message; null where it holds no address.</summary>
    internal static LinkAddress? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Marshal.SizeOf<AddressHeader>())
            return null;
        var header = MemoryMarshal.Read<AddressHeader>(payload);
        var attributes = payload[Marshal.SizeOf<AddressHeader>()..];
        var size = header.Family == AddressFamily.Inet ? 4 : 16;
        var address = AttributeReader.Find(attributes, AddressAttribute.Address);
        var local = AttributeReader.Find(attributes, AddressAttribute.Local);
        if (local.Length != size)
            local = address;
        if (local.Length != size)
            return null;
        var flags = AttributeReader.Find(attributes, AddressAttribute.Flags);
        return new LinkAddress
        {
            LinkIndex = header.LinkIndex,
            Local = new IPAddress(local),
            Peer = address.Length == size && !address.SequenceEqual(local) ? new IPAddress(address) : null,
            PrefixLength = header.PrefixLength,
            Flags = flags.Length >= sizeof(uint) ? MemoryMarshal.Read<uint>(flags) : header.Flags,
            Scope = header.Scope,
            Attributes = attributes.ToArray(),
        };
    }
}

/// <summary>struct ifaddrmsg of linux/if_addr.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AddressHeader
{
    internal byte Family;
    internal byte PrefixLength;
    internal byte Flags;
    internal byte Scope;
    internal int LinkIndex;
}
