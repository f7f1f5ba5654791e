namespace Xen.Hotplug.TestSupport;

/// <summary>A host on which network-bridge-additional is run, the way xend runs it.</summary>
public abstract class NetworkBridgeAdditionalSpecs : HostSpecs
{
    protected Dictionary<string, string> Variables { get; } = [];

    protected Task<Result> Start(params string[] words) => NetworkBridgeAdditional(["start", .. words]);

    protected Task<Result> Stop(params string[] words) => NetworkBridgeAdditional(["stop", .. words]);

    protected Task<Result> Status(params string[] words) => NetworkBridgeAdditional(["status", .. words]);

    protected Task<Result> NetworkBridgeAdditional(params string[] words) => Begin(words).Ended;

    protected Running Begin(params string[] words) => Host.Start(Programs.NetworkBridgeAdditional, words, Variables);

    /// <summary>Adds what kernels with netloop have: vif0.0, and its far end, with a carrier unless told otherwise.</summary>
    protected async Task<Guest> GivenNetloop(string vif = "vif0.0", bool carrier = true)
    {
        var farEnd = await Host.AddGuest(vif);
        if (carrier)
            await farEnd.Connect();
        return farEnd;
    }

    /// <summary>Lets the default route leave by <paramref name="device"/>, a bridge.</summary>
    protected async Task GivenDefaultRoute(string device)
    {
        await Host.AddBridge(device);
        await Host.Shell($"ip addr add 192.0.2.10/24 dev {device}; ip route add default via 192.0.2.1");
    }
}
