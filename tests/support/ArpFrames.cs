using static Xen.Hotplug.TestSupport.Frame;
using static Xen.Hotplug.TestSupport.GuestFrame;
using static Xen.Hotplug.TestSupport.Party;

namespace Xen.Hotplug.TestSupport;

public static class ArpFrames
{
    private const int Request = 1;
    private const int Reply = 2;

    public static IReadOnlyList<GuestFrame> All =>
        [
            Always("ARP request from an own address", Ask(Own.Mac, Own.Inet)),
            Always("ARP request padded to 60 bytes", Ask(Own.Mac, Own.Inet).Padded()),
            Always("ARP request from an own network", Ask(Own.Mac, InNetwork)),
            Always("ARP reply for an own address", Tell(Own.Mac, Own.Inet)),
            Always("ARP reply for an address in an own network", Tell(Own.Mac, InNetwork)),
            Always("ARP request for its own address", Arp(Request, Own.Mac, Own.Inet, Own.Inet)),
            Always("ARP reply to everybody for its own address", Arp(Reply, Own.Mac, Own.Inet, Own.Inet)),
            Always("ARP probe for its own address", Arp(Request, Own.Mac, "0.0.0.0", Own.Inet)),
            Always("ARP probe for an address of others", Arp(Request, Own.Mac, "0.0.0.0", Neighbour.Inet)),
            WithoutIp("ARP request from the neighbour's address", Ask(Own.Mac, Neighbour.Inet)),
            WithoutIp("ARP reply for the neighbour's address", Tell(Own.Mac, Neighbour.Inet)),
            WithoutIp(
                "ARP request for the neighbour's address from it",
                Arp(Request, Own.Mac, Neighbour.Inet, Neighbour.Inet)
            ),
            WithoutIp("ARP reply for the address before an own network", Tell(Own.Mac, "198.51.100.63")),
            WithoutIp("ARP reply for the address after an own network", Tell(Own.Mac, "198.51.100.128")),
            WithoutIp("ARP reply for the unspecified address", Tell(Own.Mac, "0.0.0.0")),
            Never("ARP request with the neighbour's MAC in it", Ask(Neighbour.Mac, Own.Inet)),
            Never("ARP reply with the neighbour's MAC in it", Tell(Neighbour.Mac, Own.Inet)),
            Never("ARP reply with the neighbour's MAC and address in it", Tell(Neighbour.Mac, Neighbour.Inet)),
            Never("ARP probe with the neighbour's MAC in it", Arp(Request, Neighbour.Mac, "0.0.0.0", Own.Inet)),
            Never("ARP request from the neighbour's Ethernet address", Ask(Own.Mac, Own.Inet).From(Neighbour.Mac)),
            Never("ARP reply all of the neighbour's", Tell(Neighbour.Mac, Neighbour.Inet).From(Neighbour.Mac)),
            Never("reverse ARP request under ARP's type", Arp(3, Own.Mac, Own.Inet, Own.Inet)),
            Never("reverse ARP reply under ARP's type", Arp(4, Own.Mac, Own.Inet, Own.Inet)),
            Never("inverse ARP request", Arp(8, Own.Mac, Own.Inet, Neighbour.Inet)),
            Never("inverse ARP reply", Arp(9, Own.Mac, Own.Inet, Neighbour.Inet)),
            Never("ARP of an operation that nobody knows", Arp(0, Own.Mac, Own.Inet, Neighbour.Inet)),
            Never("ARP for other hardware", Arp(Request, Own.Mac, Own.Inet, Neighbour.Inet, hardware: 6)),
            Never("ARP for another protocol", Arp(Request, Own.Mac, Own.Inet, Neighbour.Inet, protocol: Inet6Type)),
            Never("ARP with long MACs", Arp(Request, Own.Mac, Own.Inet, Neighbour.Inet, hardwareLength: 8)),
            Never("ARP with no MACs", Arp(Request, Own.Mac, Own.Inet, Neighbour.Inet, hardwareLength: 0)),
            Never("ARP with long addresses", Arp(Request, Own.Mac, Own.Inet, Neighbour.Inet, protocolLength: 16)),
            Never("ARP cut off before the sender's MAC", Ask(Own.Mac, Own.Inet)[..22]),
            Never("ARP cut off before the sender's address", Tell(Own.Mac, Own.Inet)[..28]),
            Never("ARP without anything", Ask(Own.Mac, Own.Inet)[..14]),
        ];

    private static byte[] Ask(string mac, string address) => Arp(Request, mac, address, "192.0.2.1");

    private static byte[] Tell(string mac, string address) => Arp(Reply, mac, address, "192.0.2.1", Broadcast);
}
