using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Reads link messages; an attribute that is unknown or too short is passed over.</summary>
internal static class LinkReader
{
    /// <summary>Reads an RTM_NEWLINK or RTM_DELLINK message; null if it is too short to be one.</summary>
    internal static Link? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Unsafe.SizeOf<LinkHeader>())
            return null;
        var header = MemoryMarshal.Read<LinkHeader>(payload);
        var link = new Link
        {
            Index = header.Index,
            Flags = (LinkFlags)header.Flags,
            HardwareType = header.HardwareType,
        };
        var attributes = new AttributeReader(payload[Unsafe.SizeOf<LinkHeader>()..]);
        while (attributes.Next())
            Take(link, attributes);
        return link;
    }

    private static void Take(Link link, AttributeReader attribute)
    {
        switch (attribute.Type)
        {
            case LinkAttribute.Name:
                link.Name = attribute.Text();
                break;
            case LinkAttribute.Mtu:
                link.Mtu = attribute.Number<int>();
                break;
            case LinkAttribute.Address:
                link.Address = MacAddress.FromBytes(attribute.Value);
                break;
            case LinkAttribute.Master:
                link.MasterIndex = attribute.Number<int>();
                break;
            case LinkAttribute.Link:
                link.ParentIndex = attribute.Number<int>();
                break;
            case LinkAttribute.LinkNamespace:
                link.HasForeignParent = true;
                break;
            case LinkAttribute.Alias:
                link.Alias = attribute.Text() is { Length: > 0 } alias ? alias : null;
                break;
            case LinkAttribute.Xdp:
                // IFLA_XDP_ATTACHED; 0 says that nothing is attached.
                link.HasXdp = AttributeReader.Find(attribute.Value, 2) is [not 0, ..];
                break;
            case LinkAttribute.Information:
                TakeInformation(link, attribute.Value);
                break;
            case LinkAttribute.AddressFamilies:
                var inet6 = AttributeReader.Find(attribute.Value, AddressFamily.Inet6);
                link.Inet6Flags = AttributeReader.FindNumber<uint>(inet6, LinkAttribute.Inet6Flags);
                var mode = AttributeReader.Find(inet6, LinkAttribute.Inet6AddressGenerationMode);
                link.Inet6AddressGenerationMode = mode.Length > 0 ? mode[0] : null;
                var numbers = MemoryMarshal.Cast<byte, int>(
                    AttributeReader.Find(inet6, LinkAttribute.Inet6Configuration)
                );
                link.Inet6Mtu =
                    numbers.Length > LinkAttribute.Inet6ConfigurationMtu
                        ? numbers[LinkAttribute.Inet6ConfigurationMtu]
                        : null;
                break;
        }
    }

    private static void TakeInformation(Link link, ReadOnlySpan<byte> information)
    {
        var attributes = new AttributeReader(information);
        ReadOnlySpan<byte> data = [];
        ReadOnlySpan<byte> portData = [];
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case LinkAttribute.InformationKind:
                    link.Kind = attributes.Text();
                    break;
                case LinkAttribute.InformationData:
                    data = attributes.Value;
                    break;
                case LinkAttribute.InformationSlaveKind:
                    link.PortKind = attributes.Text();
                    break;
                case LinkAttribute.InformationSlaveData:
                    portData = attributes.Value;
                    break;
            }
        }
        if (link.Kind == "bridge")
        {
            link.StpEnabled = AttributeReader.FindNumber<int>(data, LinkAttribute.BridgeStpState) != 0;
            link.ForwardDelay = AttributeReader.FindNumber<int>(data, LinkAttribute.BridgeForwardDelay);
            link.FiltersVlans = AttributeReader.Find(data, BridgeAttribute.VlanFiltering) is [not 0, ..];
            link.DefaultPvid = AttributeReader.FindNumber<ushort>(data, LinkAttribute.BridgeVlanDefaultPvid);
        }
        // ETH_P_8021Q in the network's order of bytes; before Linux 3.10 there was no other protocol.
        if (link.Kind == "vlan" && AttributeReader.Find(data, LinkAttribute.VlanProtocol) is ([] or [0x81, 0x00]))
            link.VlanId = AttributeReader.FindNumber<ushort>(data, LinkAttribute.VlanId);
        if (TunnelLinkAttribute(link.Kind) is not 0 and var attribute)
            link.TunnelLinkIndex = AttributeReader.FindNumber<int>(data, attribute);
        if (link.PortKind != "bridge")
            return;
        if (AttributeReader.Find(portData, LinkAttribute.BridgePortState) is [var state, ..])
            link.BridgePortState = state;
        link.PortOptions = BridgePortOptions.Read(portData);
    }

    /// <summary>IFLA_VXLAN_LINK; IFLA_GRE_LINK, IFLA_IPTUN_LINK, IFLA_VTI_LINK and IFLA_XFRM_LINK, which are all 1; 0 for other kinds.</summary>
    private static ushort TunnelLinkAttribute(string? kind) =>
        kind switch
        {
            "vxlan" => 3,
            "gre" or "gretap" or "erspan" or "ip6gre" or "ip6gretap" or "ip6erspan" => 1,
            "ipip" or "sit" or "ip6tnl" or "vti" or "vti6" or "xfrm" => 1,
            _ => 0,
        };
}
