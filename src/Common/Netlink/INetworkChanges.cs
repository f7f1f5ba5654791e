namespace Xen.Hotplug.Common.Netlink;

/// <summary>What carries out the changes of a plan.</summary>
public interface INetworkChanges
{
    /// <summary>Carries a batch out, in one datagram.</summary>
    /// <exception cref="NetlinkException">A request failed; the others were carried out.</exception>
    void Execute(RequestBatch batch);
}
