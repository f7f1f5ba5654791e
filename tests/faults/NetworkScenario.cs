using Xen.Hotplug.TestSupport;

namespace Xen.Hotplug.Faults;

/// <summary>The bridge gets vif0.0 and the host its switch for guards, and loses them again.</summary>
internal sealed class NetworkScenario(string command, bool isGuarding) : NetworkBridgeAdditionalSpecs, IScenario
{
    private readonly bool _isStart = command == "start";

    public string Program => "network-bridge-additional";

    public string Action => isGuarding ? $"{command}, guarding" : command;

    public bool RunsNft => isGuarding && _isStart;

    public bool HasStore => false;

    Host IScenario.Host => Host;

    private string[] StartWords => ["start", "bridge=eth0", $"antispoof={(isGuarding ? "yes" : "no")}"];

    private static string[] StopWords => ["stop", "bridge=eth0"];

    public async Task Boot()
    {
        await InitializeAsync();
        await Host.AddBridge("eth0");
        await GivenNetloop();
        await Host.InstallNftWrapper();
        await NetworkBridgeAdditional(StartWords);
        await Reset();
    }

    public Running Act(params string[] tracer)
    {
        string[] words = [.. tracer, Programs.NetworkBridgeAdditional, .. _isStart ? StartWords : StopWords];
        return Host.Start(words[0], words[1..], Variables);
    }

    public Task<Result> Opposite() => NetworkBridgeAdditional(_isStart ? StopWords : StartWords);

    public async Task Reset()
    {
        (await NetworkBridgeAdditional(StopWords)).ShouldSucceed();
        await Host.Shell(
            """
            ip link set dev vif0.0 address 02:00:00:00:00:01
            ip link set dev vif0.0 addrgenmode eui64
            if nft list tables | grep -q xen-antispoof; then nft delete table bridge xen-antispoof; fi
            rm -f /run/fault*
            """
        );
        if (!_isStart)
            (await NetworkBridgeAdditional(StartWords)).ShouldSucceed();
    }

    public void Forget() { }

    public Task<State> Observe() => State.Observe(Host, new Dictionary<string, string>());

    public string? WhyWronglyTold(bool hasFailed) => null;
}
