using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>Looks through the host's nftables rules (linux/netfilter/nf_tables.h). It changes none.</summary>
public static class IndexRuleQuery
{
    private const ushort MetaKey = 2; // NFTA_META_KEY
    private const uint InputIndex = 4; // NFT_META_IIF
    private const uint OutputIndex = 5; // NFT_META_OIF
    private const ushort ComparedData = 3; // NFTA_CMP_DATA

    /// <summary>The chains, as "table chain", with rules that match a link by its index (iif, oif) and not by its name.</summary>
    public static IReadOnlyList<string> FindChainsWithIndex(int linkIndex)
    {
        var chains = new List<string>();
        try
        {
            using var socket = NetlinkSocket.Open(Netfilter.Protocol);
            var request = new MessageWriter(Netfilter.GetRule, MessageFlags.Dump).Fixed(new NetfilterHeader());
            socket.Dump(
                request,
                chains.Clear,
                (type, payload) =>
                {
                    var attributes = Netfilter.Attributes(payload);
                    if (
                        type == Netfilter.NewRule
                        && ComparesIndex(AttributeReader.Find(attributes, Netfilter.RuleExpressions), linkIndex)
                    )
                        chains.Add(
                            $"{Netfilter.ReadText(attributes, Netfilter.RuleTable)} {Netfilter.ReadText(attributes, Netfilter.RuleChain)}"
                        );
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
            var name = Netfilter.ReadText(list.Value, Netfilter.ExpressionName);
            var data = AttributeReader.Find(list.Value, Netfilter.ExpressionData);
            if (name == "meta")
            {
                var key = AttributeReader.Find(data, MetaKey);
                isIndexLoaded =
                    key.Length == sizeof(uint)
                    && BinaryPrimitives.ReadUInt32BigEndian(key) is InputIndex or OutputIndex;
            }
            else if (name == "cmp" && isIndexLoaded)
            {
                var value = AttributeReader.Find(AttributeReader.Find(data, ComparedData), Netfilter.DataValue);
                if (value.Length >= sizeof(int) && MemoryMarshal.Read<int>(value) == linkIndex)
                    return true;
                isIndexLoaded = false;
            }
        }
        return false;
    }
}
