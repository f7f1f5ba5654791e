namespace Xen.Hotplug.TestSupport;

/// <summary>Guarded ports that are pinned in their bridge: what comes through by one whose rules are gone.</summary>
public abstract class PinnedPortSpecs : AntispoofSpecs
{
    protected const string FlushRules = "nft flush ruleset";

    protected byte[] FromNeighboursMac { get; } = Inet.UdpFrame(Party.Own.Inet).From(Party.Neighbour.Mac);

    protected byte[] FromOwnMac { get; } = Inet.UdpFrame(Party.Own.Inet).From(Party.Own.Mac);

    /// <summary>Checks, without any rule, that the guest's own MAC address passes and a foreign one does not.</summary>
    protected async Task ShouldHoldWithoutRules(Wire port)
    {
        await Host.Shell(FlushRules);
        ShouldPass(port, FromOwnMac);
        ShouldBeStopped(port, FromNeighboursMac);
    }

    /// <summary>What a bridge was told or learned of a MAC address, a line each.</summary>
    protected Task<string> Entries(string mac, string bridge = "eth0") =>
        Host.Shell($"bridge fdb show br {bridge} | grep {mac} | grep -v self || :");

    /// <summary>Lets the bridge keep VLANs apart.</summary>
    protected Task FilterVlans() => Host.Ip("link set dev eth0 type bridge vlan_filtering 1");

    /// <summary>Puts the neighbour and the uplink into a VLAN, and no other, whose frames they show without a tag.</summary>
    protected Task PutOthersIn(int id) =>
        Host.Shell(
            $"for port in vif2.0 seth0; do bridge vlan del dev $port vid 1; bridge vlan add dev $port vid {id} pvid untagged; done"
        );
}
