using Xen.Hotplug.TestStore;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>A host with a store, on which vif-bridge is run the way libxl runs it for device 0 of domain 1.</summary>
public abstract class VifBridgeSpecs : HostSpecs
{
    protected const string Backend = "/local/domain/0/backend/vif/1/0";
    protected const string Frontend = "/local/domain/1/device/vif/0";
    protected const string StoreSocket = Toolstack.StoreSocket;

    private Toolstack _toolstack = null!;

    protected StoreServer Store => _toolstack.Store;

    protected Dictionary<string, string> Variables { get; } = LibxlVariables();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _toolstack = new Toolstack(Host);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _toolstack?.Dispose();
        await base.DisposeAsync();
    }

    protected static Dictionary<string, string> LibxlVariables(int domain = 1, int device = 0) =>
        Toolstack.Variables(domain, device);

    protected Task<Result> Online(params string[] words) => VifBridge(["online", "type_if=vif", .. words]);

    protected Task<Result> Offline(params string[] words) => VifBridge(["offline", "type_if=vif", .. words]);

    protected Task<Result> Add(params string[] words) => VifBridge(["add", "type_if=tap", .. words]);

    protected Task<Result> Remove(params string[] words) => VifBridge(["remove", "type_if=tap", .. words]);

    protected Task<Result> VifBridge(params string[] words) => Begin(words).Ended;

    protected Running Begin(params string[] words) => Begin(Running.Limit, words);

    protected Running Begin(TimeSpan limit, params string[] words) =>
        Host.Start(Programs.VifBridge, words, Variables, limit: limit);

    /// <summary>Adds the bridge eth0, a guest with vif1.0 (not yet on it), and what libxl writes for it.</summary>
    protected async Task<Guest> GivenAGuest()
    {
        await Host.AddBridge("eth0");
        WriteBackend("eth0");
        return await Host.AddGuest("vif1.0");
    }

    /// <summary>The same, and the vif is online, under the name of <paramref name="vifname"/> where there is one.</summary>
    protected async Task GivenAGuestOnline(string? vifname = null)
    {
        await GivenAGuest();
        if (vifname is not null)
            Store.Write($"{Backend}/vifname", vifname);
        (await Online()).ShouldSucceed();
        Assert.Equal([vifname ?? "vif1.0"], await Host.Ports("eth0"));
        Assert.Equal("connected", Status);
    }

    protected void WriteBackend(string? bridge, int domain = 1, int device = 0) =>
        _toolstack.WriteBackend(bridge, domain, device);

    protected string? Status => Store.Read($"{Backend}/hotplug-status");

    protected string? HotplugError => Store.Read($"{Backend}/hotplug-error");
}
