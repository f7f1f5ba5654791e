namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>The bridge gets vif0.0 and the host its default for guards, and loses them again.</summary>
public sealed class NetworkScenario(string command, bool isGuarding) : IScenario
{
    private readonly bool _isStart = command == "start";

    public string Program => "network-bridge-additional";

    public string Action => isGuarding ? $"{command}, guarding" : command;

    public bool RunsNft => isGuarding && _isStart;

    public bool HasStore => false;

    public IReadOnlyList<string[]> SystemCalls => CallKind.OfEvents;

    public Host Host { get; private set; } = null!;

    private string[] StartWords => ["start", "bridge=eth0", $"antispoof={(isGuarding ? "yes" : "no")}"];

    private static string[] StopWords => ["stop", "bridge=eth0"];

    public int Stride(string kind) => 1;

    public async Task Boot()
    {
        Host = await Host.Boot();
        await Host.AddBridge("eth0");
        await (await Host.AddGuest("vif0.0")).Connect();
        await Host.InstallNftWrapper();
        await Run(StartWords);
        await Reset();
    }

    public Running Act(params string[] tracer)
    {
        string[] words = [.. tracer, Programs.NetworkBridgeAdditional, .. _isStart ? StartWords : StopWords];
        return Host.Start(words[0], words[1..]);
    }

    public Task<Result> Opposite() => Run(_isStart ? StopWords : StartWords);

    public async Task Reset()
    {
        (await Run(StopWords)).ShouldSucceed();
        await Host.Shell(
            """
            ip link set dev vif0.0 address 02:00:00:00:00:01
            ip link set dev vif0.0 addrgenmode eui64
            if nft list tables | grep -q xen-antispoof; then nft delete table bridge xen-antispoof; fi
            """
        );
        if (!_isStart)
            (await Run(StartWords)).ShouldSucceed();
    }

    public void Forget() { }

    public void ForgetUnfinished() { }

    public Task Settle() => Task.CompletedTask;

    public Task<State> Observe() => State.Observe(Host, new Dictionary<string, string>());

    public Task<string?> WhyUseless() => Task.FromResult<string?>(null);

    public string? WhyWronglyTold(bool hasFailed) => null;

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
            await Host.DisposeAsync();
    }

    private Task<Result> Run(string[] words) => Host.Run(Programs.NetworkBridgeAdditional, words);
}
