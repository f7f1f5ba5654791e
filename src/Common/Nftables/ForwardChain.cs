using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>A chain of nftables that forwarded packets, or frames, go through; iptables' own is among them, where it is iptables-nft.</summary>
/// <param name="Family">The table's family, as <c>nft</c> calls it: ip, ip6, inet or bridge.</param>
/// <param name="Table">The table.</param>
/// <param name="Name">The chain.</param>
/// <param name="Drops">Whether its policy is to drop.</param>
public sealed record ForwardChain(string Family, string Table, string Name, bool Drops)
{
    private const ushort HookNumber = 1; // NFTA_HOOK_HOOKNUM
    private const uint Forward = 2; // NF_INET_FORWARD and NF_BR_FORWARD
    private const uint Drop = 0; // NF_DROP

    /// <summary>Asks the kernel, which tells root alone; none on a kernel without nftables.</summary>
    /// <exception cref="NetlinkException">The kernel does not tell.</exception>
    public static IReadOnlyList<ForwardChain> List()
    {
        var chains = new List<ForwardChain>();
        using var socket = NetlinkSocket.Open(Netfilter.Protocol);
        try
        {
            socket.Dump(
                new MessageWriter(Netfilter.GetChain, MessageFlags.Dump).Fixed(new NetfilterHeader()),
                chains.Clear,
                (type, payload) =>
                {
                    if (type == Netfilter.NewChain && Read(payload) is { } chain)
                        chains.Add(chain);
                }
            );
        }
        catch (NetlinkException exception)
            when (exception.Error is Errno.EINVAL or Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT)
        {
            return [];
        }
        return chains;
    }

    /// <summary>Reads a message about a chain; null for one of another hook, or of none.</summary>
    internal static ForwardChain? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || FamilyName(payload[0]) is not { } family)
            return null;
        var attributes = Netfilter.Attributes(payload);
        return Netfilter.ReadNumber(AttributeReader.Find(attributes, Netfilter.ChainHook), HookNumber) == Forward
            ? new ForwardChain(
                family,
                Netfilter.ReadText(attributes, Netfilter.ChainTable),
                Netfilter.ReadText(attributes, Netfilter.ChainName),
                Netfilter.ReadNumber(attributes, Netfilter.ChainPolicy) == Drop
            )
            : null;
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
