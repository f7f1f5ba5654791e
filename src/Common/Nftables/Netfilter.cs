using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>What all requests to nftables share: linux/netfilter/nfnetlink.h and linux/netfilter/nf_tables.h.</summary>
internal static class Netfilter
{
    /// <summary>NETLINK_NETFILTER of linux/netlink.h.</summary>
    internal const int Protocol = 12;

    /// <summary>NFNL_SUBSYS_NFTABLES.</summary>
    internal const int Nftables = 10;

    internal const ushort DeleteTable = Nftables << 8 | 2; // NFT_MSG_*
    internal const ushort NewChain = Nftables << 8 | 3;
    internal const ushort GetChain = Nftables << 8 | 4;
    internal const ushort NewRule = Nftables << 8 | 6;
    internal const ushort GetRule = Nftables << 8 | 7;
    internal const ushort GetSet = Nftables << 8 | 10;
    internal const ushort NewElement = Nftables << 8 | 12;
    internal const ushort GetElement = Nftables << 8 | 13;
    internal const ushort DeleteElement = Nftables << 8 | 14;
    internal const ushort GetGeneration = Nftables << 8 | 16;
    internal const ushort GetFlowTable = Nftables << 8 | 23;

    internal const ushort GenerationId = 1; // NFTA_GEN_ID
    internal const ushort TableName = 1; // NFTA_TABLE_NAME
    internal const ushort ChainTable = 1; // NFTA_CHAIN_*
    internal const ushort ChainName = 3;
    internal const ushort ChainHook = 4;
    internal const ushort ChainPolicy = 5;
    internal const ushort ChainUse = 6;
    internal const ushort RuleTable = 1; // NFTA_RULE_*
    internal const ushort RuleChain = 2;
    internal const ushort RuleExpressions = 4;
    internal const ushort ExpressionName = 1; // NFTA_EXPR_*
    internal const ushort ExpressionData = 2;
    internal const ushort DataValue = 1; // NFTA_DATA_VALUE

    /// <summary>The attributes of a message, which follow its struct nfgenmsg.</summary>
    internal static ReadOnlySpan<byte> Attributes(ReadOnlySpan<byte> payload) =>
        payload.Length < Unsafe.SizeOf<NetfilterHeader>() ? [] : payload[Unsafe.SizeOf<NetfilterHeader>()..];

    /// <summary>The text of an attribute; empty where it is not there.</summary>
    internal static string ReadText(ReadOnlySpan<byte> attributes, ushort type) =>
        AttributeReader.ReadText(AttributeReader.Find(attributes, type));

    /// <summary>The number of an attribute, which nftables has in network order; null if it is not there.</summary>
    internal static uint? ReadNumber(ReadOnlySpan<byte> attributes, ushort type)
    {
        var value = AttributeReader.Find(attributes, type);
        return value.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(value) : null;
    }

    /// <summary>The handle that an attribute holds, in network order; 0 if there is none.</summary>
    internal static ulong ReadHandle(ReadOnlySpan<byte> attributes, ushort type)
    {
        var value = AttributeReader.Find(attributes, type);
        return value.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(value) : 0;
    }
}

/// <summary>struct nfgenmsg of linux/netfilter/nfnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetfilterHeader
{
    internal byte Family;
    internal byte Version;
    internal ushort ResourceId;
}
