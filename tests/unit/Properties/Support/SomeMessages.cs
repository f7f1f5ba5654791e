using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Netlink;
using Route = Xen.Hotplug.Common.Netlink.Route;

namespace Xen.Hotplug.UnitTests.Properties.Support;

/// <summary>Messages as the kernel sends them, each with what a reader should find in it.</summary>
internal static class SomeMessages
{
    /// <summary>A type that no reader knows.</summary>
    private const int FirstUnknown = 60;

    internal static readonly Gen<string> Name = Gen.Elements("eth0", "vif1.0", "fifteen-letters", "\u00e9t\u00e9", "b");

    private static readonly Gen<byte> s_byte = Some.Byte;

    private static readonly Gen<int> s_number = Some.Number.Select(number => (int)number);

    /// <summary>Attributes in any order, with others between them that are of no matter.</summary>
    internal static Gen<Action<MessageWriter>> Mixed(params Action<MessageWriter>?[] known) =>
        from others in Gen.Choose(0, 3)
            .SelectMany(count =>
                Gen.Choose(FirstUnknown, 0x3fff).Zip(Some.BytesUpTo(9), (type, value) => (type, value)).ArrayOf(count)
            )
        from order in Gen.Shuffle([
            .. known.OfType<Action<MessageWriter>>(),
            .. others.Select(other => new Action<MessageWriter>(message =>
                message.Bytes((ushort)other.type, other.value)
            )),
        ])
        select new Action<MessageWriter>(message =>
        {
            foreach (var write in order)
                write(message);
        });

    /// <summary>A bridge, or a bridge's port.</summary>
    internal static Gen<(Link Link, byte[] Payload)> Link { get; } =
        from link in (
            from numbers in s_number.ArrayOf(6)
            from bytes in s_byte.ArrayOf(4)
            from name in Name
            from alias in Gen.Elements(null, "vif7.0")
            from mac in Some.Mac
            from isBridge in Gen.Elements(true, false)
            from flags in Gen.Elements(true, false).ArrayOf(5)
            select new Link
            {
                Index = numbers[0],
                Flags = (LinkFlags)numbers[1],
                HardwareType = (ushort)numbers[2],
                Name = name,
                Alias = alias,
                Address = mac,
                Mtu = numbers[3],
                MasterIndex = numbers[4],
                ParentIndex = numbers[5],
                HasForeignParent = flags[0],
                HasXdp = flags[1],
                Inet6AddressGenerationMode = bytes[1],
                Kind = isBridge ? "bridge" : "vif",
                PortKind = isBridge ? null : "bridge",
                StpEnabled = isBridge && flags[2],
                ForwardDelay = isBridge ? numbers[5] : 0,
                BridgePortState = isBridge ? null : bytes[2],
                PortOptions = isBridge ? default : new((ushort)numbers[3], flags[3], flags[4], bytes[3]),
            }
        )
        from information in Mixed(
            message => message.Text(LinkAttribute.InformationKind, link.Kind!),
            message =>
                message.Nest(
                    LinkAttribute.InformationData,
                    data =>
                        data.Number(LinkAttribute.BridgeStpState, link.StpEnabled ? 1 : 0)
                            .Number(LinkAttribute.BridgeForwardDelay, link.ForwardDelay)
                ),
            link.PortKind == null ? null : message => message.Text(LinkAttribute.InformationSlaveKind, link.PortKind),
            message =>
                message.Nest(
                    LinkAttribute.InformationSlaveData,
                    data =>
                        data.Number(LinkAttribute.BridgePortState, link.BridgePortState ?? 0)
                            .Number(BridgePortOptions.LearningAttribute, (byte)(link.PortOptions.IsLearning ? 1 : 0))
                            .Number(BridgePortOptions.MulticastRouterAttribute, link.PortOptions.MulticastRouter)
                            .Number(
                                BridgePortOptions.GroupForwardMaskAttribute,
                                (ushort)link.PortOptions.GroupForwardMask
                            )
                            .Number(BridgePortOptions.LockedAttribute, (byte)(link.PortOptions.IsLocked ? 1 : 0))
                )
        )
        from all in Mixed(
            message => message.Text(LinkAttribute.Name, link.Name),
            link.Alias == null ? null : message => message.Text(LinkAttribute.Alias, link.Alias),
            message => message.Bytes(LinkAttribute.Address, link.Address!.Value.ToBytes()),
            message => message.Number(LinkAttribute.Mtu, link.Mtu),
            message => message.Number(LinkAttribute.Master, link.MasterIndex),
            message => message.Number(LinkAttribute.Link, link.ParentIndex),
            !link.HasForeignParent ? null : message => message.Number(LinkAttribute.LinkNamespace, 1),
            message => message.Nest(LinkAttribute.Xdp, xdp => xdp.Number(2, (byte)(link.HasXdp ? 2 : 0))),
            message =>
                message.Nest(
                    LinkAttribute.AddressFamilies,
                    families =>
                        families.Nest(
                            AddressFamily.Inet6,
                            inet6 =>
                                inet6.Number(
                                    LinkAttribute.Inet6AddressGenerationMode,
                                    link.Inet6AddressGenerationMode!.Value
                                )
                        )
                ),
            message => message.Nest(LinkAttribute.Information, information)
        )
        select (
            link,
            Wire.Link(
                new LinkHeader
                {
                    Index = link.Index,
                    Flags = (uint)link.Flags,
                    HardwareType = link.HardwareType,
                },
                all
            )
        );

    private static Gen<IPAddress> Ip(bool isInet) => Some.Bytes(isInet ? 4 : 16).Select(bytes => new IPAddress(bytes));

    /// <summary>An address with or without a peer.</summary>
    internal static Gen<(LinkAddress Address, byte[] Payload)> Address { get; } =
        from isInet in Gen.Elements(true, false)
        from local in Ip(isInet)
        from peer in Gen.OneOf(Gen.Constant(local), Ip(isInet))
        from index in s_number
        from flags in Some.Number
        from bytes in s_byte.ArrayOf(2)
        from all in Mixed(
            message => message.Bytes(AddressAttribute.Local, local.GetAddressBytes()),
            message => message.Bytes(AddressAttribute.Address, peer.GetAddressBytes()),
            message => message.Number(AddressAttribute.Flags, flags)
        )
        let payload = Wire.Address(
            new AddressHeader
            {
                Family = isInet ? AddressFamily.Inet : AddressFamily.Inet6,
                PrefixLength = bytes[0],
                Scope = bytes[1],
                LinkIndex = index,
                Flags = (byte)flags,
            },
            all
        )
        select (
            new LinkAddress
            {
                Local = local,
                Peer = peer.Equals(local) ? null : peer,
                LinkIndex = index,
                Flags = flags,
                PrefixLength = bytes[0],
                Scope = bytes[1],
                Attributes = payload[8..],
            },
            payload
        );

    private static Gen<RouteHop[]> Hops(bool isInet) =>
        from count in Gen.Choose(0, 3)
        from hops in (
            from index in s_number
            from gateway in Ip(isInet)
            from hasGateway in Gen.Elements(true, false)
            from weight in Gen.Choose(1, 256)
            select new RouteHop(index, hasGateway ? gateway : null, weight)
        ).ArrayOf(count)
        select hops;

    /// <summary>A route over one link or several.</summary>
    internal static Gen<(Route Route, byte[] Payload)> Route { get; } =
        from isInet in Gen.Elements(true, false)
        from addresses in Ip(isInet).ArrayOf(3)
        from numbers in Some.Number.ArrayOf(4)
        from bytes in s_byte.ArrayOf(8)
        from hops in Hops(isInet)
        from all in Mixed(
            message => message.Bytes(RouteAttribute.Destination, addresses[0].GetAddressBytes()),
            message => message.Bytes(RouteAttribute.Gateway, addresses[1].GetAddressBytes()),
            message => message.Bytes(RouteAttribute.PreferredSource, addresses[2].GetAddressBytes()),
            message => message.Number(RouteAttribute.Table, numbers[0]),
            message => message.Number(RouteAttribute.OutputInterface, numbers[1]),
            message => message.Number(RouteAttribute.Priority, numbers[2]),
            message => message.Number(RouteAttribute.NextHopId, numbers[3]),
            hops.Length == 0 ? null : message => message.Bytes(RouteAttribute.MultiPath, Write(hops))
        )
        let header = new RouteHeader
        {
            Family = isInet ? AddressFamily.Inet : AddressFamily.Inet6,
            DestinationLength = bytes[0],
            Table = bytes[1],
            Protocol = bytes[2],
            Scope = bytes[3],
            Type = bytes[4],
            Flags = bytes[5],
        }
        let payload = Wire.Route(header, all)
        select (
            new Route
            {
                Header = header,
                Attributes = payload[12..],
                Table = numbers[0],
                Destination = addresses[0],
                Gateway = addresses[1],
                PreferredSource = addresses[2],
                OutputInterface = (int)numbers[1],
                Priority = numbers[2],
                NextHopId = numbers[3],
                Hops = hops,
            },
            payload
        );

    internal static byte[] Message<T>(T header, Action<MessageWriter> write)
        where T : unmanaged
    {
        var message = new MessageWriter(0, 0).Fixed(header);
        write(message);
        return message.Payload();
    }

    private static byte[] Write(RouteHop[] hops) =>
        [
            .. hops.SelectMany(hop =>
            {
                var attributes = Wire.Attributes(message =>
                {
                    if (hop.Gateway != null)
                        message.Bytes(RouteAttribute.Gateway, hop.Gateway.GetAddressBytes());
                });
                return (byte[])
                    [
                        .. BitConverter.GetBytes((ushort)(8 + attributes.Length)),
                        0,
                        (byte)(hop.Weight - 1),
                        .. BitConverter.GetBytes(hop.LinkIndex),
                        .. attributes,
                    ];
            }),
        ];
}
