namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>A guest's vif or tap that comes or goes, as libxl asks for it.</summary>
public sealed class VifBridgeScenario(string command, bool isGuarded) : IScenario
{
    private static readonly string s_backend = Toolstack.Backend();

    private readonly string _type = command is "add" or "remove" ? "tap" : "vif";

    private readonly bool _isArrival = command is "online" or "add";

    private Toolstack _toolstack = null!;

    public string Program => "vif-bridge";

    public string Action => isGuarded ? $"{command}, guarded" : command;

    public bool RunsNft => isGuarded && _isArrival;

    public bool HasStore => true;

    public IReadOnlyList<string[]> SystemCalls => CallKind.OfEvents;

    public Host Host { get; private set; } = null!;

    private string Port => _type == "tap" ? "vif1.0-emu" : "vif1.0";

    private string? Status => _toolstack.Store.Read($"{s_backend}/hotplug-status");

    private string[] Arrival =>
        [_type == "tap" ? "add" : "online", $"type_if={_type}", $"antispoof={(isGuarded ? "yes" : "no")}"];

    private string[] Departure => [_type == "tap" ? "remove" : "offline", $"type_if={_type}"];

    public int Stride(string kind) => 1;

    public async Task Boot()
    {
        Host = await Host.Boot();
        _toolstack = new Toolstack(Host);
        await Host.AddBridge("eth0");
        _toolstack.WriteBackend("eth0");
        await Host.AddGuest("vif1.0");
        _toolstack.Store.Write($"{s_backend}/ip", "192.0.2.5 2001:db8::5");
        _toolstack.Store.Write($"{s_backend}/mtu", "1400");
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
        return Host.Start(words[0], words[1..], Toolstack.Variables());
    }

    public Task<Result> Opposite() => VifBridge(_isArrival ? Departure : Arrival);

    public async Task Reset()
    {
        (await VifBridge(Departure)).ShouldSucceed();
        Forget();
        _toolstack.Store.Remove($"{Toolstack.Frontend()}/mtu");
        await Host.Shell(
            $"""
            ip link set dev {Port} address 02:00:00:00:00:01
            ip link set dev {Port} mtu 1500 addrgenmode eui64
            if nft list tables | grep -q xen-antispoof; then nft delete table bridge xen-antispoof; fi
            """
        );
        if (!_isArrival)
            (await VifBridge(Arrival)).ShouldSucceed();
    }

    public void Forget()
    {
        _toolstack.Store.Remove($"{s_backend}/hotplug-status");
        _toolstack.Store.Remove($"{s_backend}/hotplug-error");
    }

    public void ForgetUnfinished() { }

    public Task Settle() => Task.CompletedTask;

    public Task<State> Observe()
    {
        var keys = _toolstack.Store.Snapshot();
        // The toolstack deletes the backend; until then it may say what became of the last event that mattered.
        return State.Observe(
            Host,
            keys.Where(key => !key.Key.StartsWith($"{s_backend}/hotplug-", StringComparison.Ordinal))
                .ToDictionary(key => key.Key, key => key.Value)
        );
    }

    public Task<string?> WhyUseless() => Task.FromResult<string?>(null);

    public string? WhyWronglyTold(bool hasFailed) =>
        hasFailed && Status != "error" ? $"hotplug-status is {Status ?? "(none)"}, not error"
        : hasFailed && string.IsNullOrWhiteSpace(_toolstack.Store.Read($"{s_backend}/hotplug-error"))
            ? "hotplug-error does not say why"
        : !hasFailed && command == "online" && Status != "connected"
            ? $"hotplug-status is {Status ?? "(none)"}, not connected"
        : null;

    public async ValueTask DisposeAsync()
    {
        _toolstack?.Dispose();
        if (Host is not null)
            await Host.DisposeAsync();
    }

    private Task<Result> VifBridge(string[] words) =>
        Host.Start(Programs.VifBridge, words, Toolstack.Variables()).Ended;
}
