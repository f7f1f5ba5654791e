namespace Xen.Hotplug.Common.Netlink;

/// <content>Making bridges, and carrying out batches.</content>
public sealed partial class Rtnetlink
{
    /// <summary>
    /// Makes a bridge, without spanning tree and forward delay. The MAC address is given in the request that makes
    /// it, so that neither a later port nor udev's policy for MAC addresses changes it.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="address">Its MAC address.</param>
    /// <param name="mtu">In bytes.</param>
    public void CreateBridge(string name, MacAddress address, int mtu) =>
        Socket.Execute(
            new MessageWriter(
                MessageType.NewLink,
                MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Exclusive
            )
                .Fixed(new LinkHeader())
                .Text(LinkAttribute.Name, name)
                .Bytes(LinkAttribute.Address, address.ToBytes())
                .Number(LinkAttribute.Mtu, mtu)
                .Nest(
                    LinkAttribute.Information,
                    static information =>
                        information
                            .Bytes(LinkAttribute.InformationKind, "bridge"u8)
                            .Nest(
                                LinkAttribute.InformationData,
                                static data =>
                                    data.Number(LinkAttribute.BridgeForwardDelay, 0)
                                        .Number(LinkAttribute.BridgeStpState, 0)
                            )
                )
        );

    /// <summary>Carries out a batch.</summary>
    /// <exception cref="NetlinkException">A request failed; the others were carried out.</exception>
    public void Execute(RequestBatch batch) => batch.Execute(Socket);
}
