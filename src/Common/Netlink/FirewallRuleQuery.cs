using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Looks through the host's nftables rules (linux/netfilter/nf_tables.h). It changes none.</summary>
public static class FirewallRuleQuery
{
    private const int NetfilterProtocol = 12; // NETLINK_NETFILTER
    private const ushort NewRule = 10 << 8 | 6; // NFNL_SUBSYS_NFTABLES, NFT_MSG_NEWRULE
    private const ushort GetRule = 10 << 8 | 7;

    private const ushort RuleTable = 1; // NFTA_RULE_*
    private const ushort RuleChain = 2;
    private const ushort RuleExpressions = 4;
    private const ushort ExpressionName = 1; // NFTA_EXPR_*
    private const ushort ExpressionData = 2;
    private const ushort MetaKey = 2; // NFTA_META_KEY
    private const uint InputIndex = 4; // NFT_META_IIF
    private const uint OutputIndex = 5; // NFT_META_OIF
    private const ushort ComparedData = 3; // NFTA_CMP_DATA
    private const ushort DataValue = 1; // NFTA_DATA_VALUE

    /// <summary>The chains, as "table chain", with rules that match a link by its index (iif, oif) and not by its name.</summary>
    public static IReadOnlyList<string> FindChainsWithIndex(int linkIndex)
    {
        var chains = new List<string>();
        try
        {
            using var socket = NetlinkSocket.Open(NetfilterProtocol);
            var request = new MessageWriter(GetRule, MessageFlags.Dump).Fixed(new NetfilterHeader());
            socket.Dump(
                request,
                chains.Clear,
                (type, payload) =>
                {
                    var attributes =
                        payload.Length < Marshal.SizeOf<NetfilterHeader>()
                            ? []
                            : payload[Marshal.SizeOf<NetfilterHeader>()..];
                    if (type == NewRule && ComparesIndex(AttributeReader.Find(attributes, RuleExpressions), linkIndex))
                        chains.Add($"{ReadText(attributes, RuleTable)} {ReadText(attributes, RuleChain)}");
                }
            );
        }
        catch (NetlinkException)
        {
            // Only a warning comes of it, and a kernel without nftables has no such rules.
        }
        return [.. chains.Distinct()];
    }

    /// <summary>Whether one expression loads a link's index, and the next compares it with this one.</summary>
    internal static bool ComparesIndex(ReadOnlySpan<byte> expressions, int linkIndex)
    {
        var isIndexLoaded = false;
        var list = new AttributeReader(expressions);
        while (list.Next())
        {
            var name = ReadText(list.Value, ExpressionName);
            var data = AttributeReader.Find(list.Value, ExpressionData);
            if (name == "meta")
            {
                var key = AttributeReader.Find(data, MetaKey);
                isIndexLoaded =
                    key.Length == sizeof(uint)
                    && BinaryPrimitives.ReadUInt32BigEndian(key) is InputIndex or OutputIndex;
            }
            else if (name == "cmp" && isIndexLoaded)
            {
                var value = AttributeReader.Find(AttributeReader.Find(data, ComparedData), DataValue);
                if (value.Length >= sizeof(int) && MemoryMarshal.Read<int>(value) == linkIndex)
                    return true;
                isIndexLoaded = false;
            }
        }
        return false;
    }

    private static string ReadText(ReadOnlySpan<byte> attributes, ushort type) =>
        AttributeReader.ReadText(AttributeReader.Find(attributes, type));
}
