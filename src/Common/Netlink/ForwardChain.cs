using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>A chain of nftables that forwarded packets, or frames, go through; iptables' own is among them, where it is iptables-nft.</summary>
/// <param name="Family">The table's family, as <c>nft</c> calls it: ip, ip6, inet or bridge.</param>
/// <param name="Table">The table.</param>
/// <param name="Name">The chain.</param>
/// <param name="Drops">Whether its policy is to drop.</param>
public sealed record ForwardChain(string Family, string Table, string Name, bool Drops)
{
    private const int NetfilterProtocol = 12; // NETLINK_NETFILTER
    private const ushort NewChain = 10 << 8 | 3; // NFNL_SUBSYS_NFTABLES, NFT_MSG_* of linux/netfilter/nf_tables.h
    private const ushort GetChain = 10 << 8 | 4;
    private const ushort ChainTable = 1; // NFTA_CHAIN_*
    private const ushort ChainName = 3;
    private const ushort ChainHook = 4;
    private const ushort ChainPolicy = 5;
    private const ushort HookNumber = 1; // NFTA_HOOK_HOOKNUM
    private const uint Forward = 2; // NF_INET_FORWARD and NF_BR_FORWARD
    private const uint Drop = 0; // NF_DROP

    /// <summary>Asks the kernel, which tells root alone; none on a kernel without nftables.</summary>
    /// <exception cref="NetlinkException">The kernel does not tell.</exception>
    public static IReadOnlyList<ForwardChain> List()
    {
        var chains = new List<ForwardChain>();
        using var socket = NetlinkSocket.Open(NetfilterProtocol);
        try
        {
            socket.Dump(
                new MessageWriter(GetChain, MessageFlags.Dump).Fixed(new NetfilterHeader()),
                chains.Clear,
                (type, payload) =>
                {
                    if (type == NewChain && Read(payload) is { } chain)
                        chains.Add(chain);
                }
            );
        }
        catch (NetlinkException exception)
            when (exception.Error is Native.Errno.EINVAL or Native.Errno.EOPNOTSUPP or Native.Errno.EPROTONOSUPPORT)
        {
            return [];
        }
        return chains;
    }

    /// <summary>Reads a message about a chain; null for one of another hook, or of none.</summary>
    internal static ForwardChain? Read(ReadOnlySpan<byte> payload)
    {
        var size = Marshal.SizeOf<NetfilterHeader>();
        if (payload.Length < size || FamilyName(payload[0]) is not { } family)
            return null;
        var attributes = payload[size..];
        var hook = AttributeReader.Find(AttributeReader.Find(attributes, ChainHook), HookNumber);
        if (hook.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(hook) != Forward)
            return null;
        var policy = AttributeReader.Find(attributes, ChainPolicy);
        return new ForwardChain(
            family,
            AttributeReader.ReadText(AttributeReader.Find(attributes, ChainTable)),
            AttributeReader.ReadText(AttributeReader.Find(attributes, ChainName)),
            policy.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(policy) == Drop
        );
    }

    /// <summary>NFPROTO_* of linux/netfilter.h.</summary>
    private static string? FamilyName(byte family) =>
        family switch
        {
            1 => "inet",
            2 => "ip",
            7 => "bridge",
            10 => "ip6",
            _ => null,
        };
}
