using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>An IPv4 or IPv6 address of a link, as the kernel reported it (struct ifaddrmsg, IFA_* of linux/if_addr.h).</summary>
public sealed record LinkAddress
{
    /// <summary>INFINITY_LIFE_TIME of net/addrconf.h.</summary>
    public const uint Forever = 0xffffffff;

    /// <summary>RT_SCOPE_LINK of linux/rtnetlink.h: an address that is known on its link alone.</summary>
    public const byte LinkScope = 253;

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

    /// <summary>RT_SCOPE_* of linux/rtnetlink.h: <see cref="LinkScope"/>, say; 0 is global.</summary>
    public byte Scope { get; init; }

    /// <summary>IPv4's label, which begins with the link's name, as in eth0:3; empty for none.</summary>
    public string Label { get; init; } = "";

    /// <summary>For how many seconds it is preferred; <see cref="Forever"/> for no limit.</summary>
    public uint PreferredLifetime => ReadLifetime(0);

    /// <summary>For how many seconds it is valid; <see cref="Forever"/> for no limit.</summary>
    public uint ValidLifetime => ReadLifetime(sizeof(uint));

    /// <summary>IFAPROT_* of linux/if_addr.h, what added it; 0 on kernels before 5.18.</summary>
    internal byte Protocol => AttributeReader.FindNumber<byte>(Attributes, AddressAttribute.Protocol);

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
        const byte globalScope = 0;
        var text = new StringBuilder(ToString());
        if (AttributeReader.Find(Attributes, AddressAttribute.Broadcast) is { Length: 4 } broadcast)
            text.Append($" brd {new IPAddress(broadcast)}");
        if (Family == AddressFamily.Inet && Scope != globalScope)
            text.Append($" scope {Scope}");
        if (Label.Length > 0)
            text.Append($" label {Text.ShellWord(Label)}");
        if (ValidLifetime != Forever)
            text.Append($" valid_lft {ValidLifetime} preferred_lft {Lifetime(PreferredLifetime)}");
        return text.ToString();

        static string Lifetime(uint seconds) => seconds == Forever ? "forever" : $"{seconds}";
    }

    /// <summary>The flags that can be set, as <c>ip address</c> takes them behind the device.</summary>
    internal string DescribeFlags() =>
        string.Concat(
            HasFlag(AddressFlag.NoDuplicateDetection) ? " nodad" : "",
            HasFlag(AddressFlag.Home) ? " home" : "",
            HasFlag(AddressFlag.ManagesTemporary) ? " mngtmpaddr" : "",
            HasFlag(AddressFlag.NoPrefixRoute) ? " noprefixroute" : "",
            HasFlag(AddressFlag.JoinsMulticast) ? " autojoin" : ""
        );

    /// <summary>The address as it is on a link of another name, with which its label begins.</summary>
    internal LinkAddress Renamed(string before, string after)
    {
        var device = Label.Split(':', 2)[0];
        var label = device == before ? after + Label[device.Length..] : Label;
        return this with { Label = Encoding.UTF8.GetByteCount(label) <= InterfaceName.MaximumLength ? label : after };
    }

    /// <summary>The same for ever: without lifetimes the kernel gives it none.</summary>
    internal LinkAddress WithoutLifetime() =>
        this with
        {
            Attributes = AttributeReader.Without(Attributes, AddressAttribute.CacheInformation),
        };

    /// <summary>Whether it is for everybody, ends, and was advertised by no router: a DHCP client holds it.</summary>
    public bool IsLeased
    {
        get
        {
            const byte routerAdvertisement = 2; // IFAPROT_KERNEL_RA
            var isAdvertised =
                Family == AddressFamily.Inet6 && HasFlag(AddressFlag.Temporary | AddressFlag.ManagesTemporary)
                || Protocol == routerAdvertisement;
            return Scope == 0 && ValidLifetime != Forever && !isAdvertised;
        }
    }

    /// <summary>Whether the host may not use it: another machine has it, or duplicate address detection is not over.</summary>
    public bool IsUnverified =>
        Family == AddressFamily.Inet6 && HasFlag(AddressFlag.IsDuplicate | AddressFlag.Tentative);

    /// <summary>Whether the kernel has made it beside another, to be used for a time (RFC 8981).</summary>
    public bool IsTemporary => Family == AddressFamily.Inet6 && HasFlag(AddressFlag.Temporary);

    /// <summary>Whether it has a flag (IFA_F_*).</summary>
    internal bool HasFlag(uint flag) => (Flags & flag) != 0;

    /// <summary>The message that it was read from, without its header, as far as it matters.</summary>
    internal byte[] ToPayload() => MessageWriter.Payload(AddressRequests.Header(this, LinkIndex), Attributes);

    /// <summary>Reads an RTM_NEWADDR message; null if it holds no address.</summary>
    internal static LinkAddress? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Unsafe.SizeOf<AddressHeader>())
            return null;
        var header = MemoryMarshal.Read<AddressHeader>(payload);
        var attributes = payload[Unsafe.SizeOf<AddressHeader>()..];
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
            Label = AttributeReader.ReadText(AttributeReader.Find(attributes, AddressAttribute.Label)),
            Attributes = attributes.ToArray(),
        };
    }

    /// <summary>struct ifa_cacheinfo begins with the preferred and the valid lifetime.</summary>
    private uint ReadLifetime(int offset)
    {
        var cache = AttributeReader.Find(Attributes, AddressAttribute.CacheInformation);
        return cache.Length >= 2 * sizeof(uint) ? MemoryMarshal.Read<uint>(cache[offset..]) : Forever;
    }
}
