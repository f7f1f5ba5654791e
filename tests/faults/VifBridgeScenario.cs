using Xen.Hotplug.TestSupport;

namespace Xen.Hotplug.Faults;

/// <summary>A guest's vif or tap that comes or goes, as libxl asks for it.</summary>
internal sealed class VifBridgeScenario(string command, bool isGuarded) : VifBridgeSpecs, IScenario
{
    private readonly string _type = command is "add" or "remove" ? "tap" : "vif";

    private readonly bool _isArrival = command is "online" or "add";

    public string Program => "vif-bridge";

    public string Action => isGuarded ? $"{command}, guarded" : command;

    public bool RunsNft => isGuarded && _isArrival;

    public bool HasStore => true;

    Host IScenario.Host => Host;

    private string Port => _type == "tap" ? "vif1.0-emu" : "vif1.0";

    private string[] Arrival =>
        [_type == "tap" ? "add" : "online", $"type_if={_type}", $"antispoof={(isGuarded ? "yes" : "no")}"];

    private string[] Departure => [_type == "tap" ? "remove" : "offline", $"type_if={_type}"];

    public async Task Boot()
    {
        await InitializeAsync();
        await GivenAGuest();
        Store.Write($"{Backend}/ip", "192.0.2.5 2001:db8::5");
        Store.Write($"{Backend}/mtu", "1400");
        await Host.AddTap("vif1.0-emu");
        // What the kernel makes of a new link is not to be told from what the program makes.
        (await VifBridge(Arrival)).ShouldSucceed();
        (await VifBridge(Departure)).ShouldSucceed();
        await Host.InstallNftWrapper();
        await Reset();
    }

    public Running Act(params string[] tracer)
    {
        string[] words = [.. tracer, Programs.VifBridge, .. _isArrival ? Arrival : Departure];
        return Host.Start(words[0], words[1..], Variables);
    }

    public Task<Result> Opposite() => VifBridge(_isArrival ? Departure : Arrival);

    public async Task Reset()
    {
        (await VifBridge(Departure)).ShouldSucceed();
        Forget();
        Store.Remove($"{Frontend}/mtu");
        await Host.Shell(
            $"""
            ip link set dev {Port} address 02:00:00:00:00:01
            ip link set dev {Port} mtu 1500 addrgenmode eui64
            if nft list tables | grep -q xen-antispoof; then nft delete table bridge xen-antispoof; fi
            rm -f /run/fault*
            """
        );
        if (!_isArrival)
            (await VifBridge(Arrival)).ShouldSucceed();
    }

    public void Forget()
    {
        Store.Remove($"{Backend}/hotplug-status");
        Store.Remove($"{Backend}/hotplug-error");
    }

    public Task<State> Observe()
    {
        var keys = Store.Snapshot();
        // The toolstack deletes the backend; until then it may say what became of the last event that mattered.
        return State.Observe(
            Host,
            keys.Where(key => !key.Key.StartsWith($"{Backend}/hotplug-", StringComparison.Ordinal))
                .ToDictionary(key => key.Key, key => key.Value)
        );
    }

    public string? WhyWronglyTold(bool hasFailed) =>
        hasFailed && Status != "error" ? $"hotplug-status is {Status ?? "(none)"}, not error"
        : hasFailed && string.IsNullOrWhiteSpace(HotplugError) ? "hotplug-error does not say why"
        : !hasFailed && command == "online" && Status != "connected"
            ? $"hotplug-status is {Status ?? "(none)"}, not connected"
        : null;
}
