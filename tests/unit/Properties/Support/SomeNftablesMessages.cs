using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Nftables;
using Xen.Hotplug.UnitTests.Netlink;

namespace Xen.Hotplug.UnitTests.Properties.Support;

/// <summary>Messages of nftables as the kernel sends them, each with what a reader should find in it.</summary>
internal static class SomeNftablesMessages
{
    /// <summary>A chain of nftables; null stands for one that no forwarded packet goes through.</summary>
    internal static Gen<(ForwardChain? Chain, byte[] Payload)> Chain { get; } =
        from family in Gen.Elements<(byte Number, string Name)>((1, "inet"), (2, "ip"), (7, "bridge"), (10, "ip6"))
        from hook in Gen.Choose(0, 4)
        from drops in Gen.Elements(true, false)
        from name in SomeMessages.Name
        from all in SomeMessages.Mixed(
            message => message.Text(Netfilter.ChainTable, "filter"),
            message => message.Text(Netfilter.ChainName, name),
            message => message.Nest(Netfilter.ChainHook, nest => nest.Bytes(1, BigEndian(hook)).Bytes(2, BigEndian(0))),
            message => message.Bytes(Netfilter.ChainPolicy, BigEndian(drops ? 0 : 1))
        )
        select (
            hook == 2 ? new ForwardChain(family.Name, "filter", name, drops) : null,
            SomeMessages.Message(new NetfilterHeader { Family = family.Number }, all)
        );

    /// <summary>The expressions of a rule that compares the index of the link that a packet came by.</summary>
    internal static Gen<(int Index, byte[] Expressions)> Rule { get; } =
        from index in Some.Number.Select(number => (int)number)
        from key in Gen.Elements(4, 5)
        select (
            index,
            Wire.Attributes(message =>
                message
                    .Nest(
                        1,
                        meta =>
                            meta.Text(1, "meta").Nest(2, data => data.Bytes(1, BigEndian(1)).Bytes(2, BigEndian(key)))
                    )
                    .Nest(
                        1,
                        compare =>
                            compare
                                .Text(1, "cmp")
                                .Nest(
                                    2,
                                    data =>
                                        data.Bytes(1, BigEndian(1))
                                            .Bytes(2, BigEndian(0))
                                            .Nest(3, value => value.Number(1, index))
                                )
                    )
            )
        );

    internal static byte[] BigEndian(int number) =>
        BitConverter.GetBytes(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(number) : number);
}
