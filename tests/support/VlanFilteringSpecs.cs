namespace Xen.Hotplug.TestSupport;

/// <summary>A host whose bridge eth0 filters VLANs, and a guest with vif1.0, which is not on it yet.</summary>
public abstract class VlanFilteringSpecs : VifBridgeSpecs
{
    protected Guest Guest { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Guest = await GivenAGuest();
        await Host.Ip("link set dev eth0 type bridge vlan_filtering 1");
    }

    /// <summary>The VLANs of a port, a line each, as `bridge` shows them.</summary>
    protected Task<string> Vlans(string port = "vif1.0") => Host.Vlans(port);
}
