namespace Xen.Hotplug.Common.Netlink;

/// <content>Making bridges, and carrying out batches.</content>
public sealed partial class Rtnetlink
{
    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public void Execute(RequestBatch batch) => batch.Execute(Socket);
}
