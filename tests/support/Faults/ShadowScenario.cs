namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>A live host's NIC becomes the port of a bridge that takes its network over, or comes back.</summary>
public sealed class ShadowScenario(string command, bool isOldKernel) : IScenario
{
    private const string Journals = "/run/bridge-shadow";

    private static readonly string[][] s_systemCalls =
    [
        ["sendto"],
        ["recvfrom"],
        ["openat"],
        [
            "socket",
            "bind",
            "connect",
            "write",
            "pwrite64",
            "rename",
            "unlink",
            "mkdir",
            "ftruncate",
            "getdents64",
            "fcntl",
        ],
    ];

    private readonly bool _isStart = command == "start";

    private Uplink _uplink = null!;
    private string _network = "";

    public string Program => "bridge-shadow";

    public string Action => isOldKernel ? $"{command}, old kernel" : command;

    public bool RunsNft => false;

    public bool HasStore => false;

    public IReadOnlyList<string[]> SystemCalls => s_systemCalls;

    public IReadOnlyList<string> Makes =>
        ["sendto", "recvfrom", "openat", "socket", "bind", "write", "pwrite64", "rename", "unlink", "mkdir", "fcntl"];

    public Host Host { get; private set; } = null!;

    /// <summary>Most of the hundreds of files are settings.</summary>
    public int Stride(string kind) => kind is CallKind.Open or CallKind.RuntimeOpen ? 11 : 1;

    public async Task Boot()
    {
        Host = await Host.Boot();
        _uplink = await Uplink.Plug(Host);
        if (isOldKernel)
            await Host.GivenOldKernel();
        await _uplink.ConfigureFully();
        _network = await _uplink.Network();
        await Reset();
        await Settle();
    }

    public Running Act(params string[] tracer)
    {
        string[] words = [.. tracer, Programs.BridgeShadow, command, "eth0"];
        return Host.Start(words[0], words[1..]);
    }

    public Task<Result> Opposite() => BridgeShadow(_isStart ? "stop" : "start");

    public async Task Reset() => (await Opposite()).ShouldSucceed();

    public void Forget() { }

    /// <summary>A journal that was not finished does not count; the next one is written over it.</summary>
    public void ForgetUnfinished()
    {
        if (!Directory.Exists(Host.File(Journals)))
            return;
        foreach (var journal in Directory.GetFiles(Host.File(Journals), "*.new"))
            File.Delete(journal);
    }

    public Task Settle() => _uplink.NetworkShouldBecome(_network);

    /// <summary>Links, and what the host's network is to its programs; of the plain NIC all that `ip` shows.</summary>
    public async Task<State> Observe()
    {
        var state = new State();
        var links = await Host.Links();
        foreach (var link in links)
            state.AddLink(link, isIndexTold: link.Kind != "bridge");
        state.AddLines("network", await _uplink.Network());
        if (links.Any(link => link is { Name: "eth0", Kind: not "bridge" }))
            state.AddLines("links", await _uplink.Links());
        state.AddLines("journals", await Host.Shell($"ls -A {Journals} 2> /dev/null || :"));
        if (links.Any(link => link.Name == "seth0"))
            state.AddLines("addresses of seth0", await Host.Addresses("seth0"));
        return state;
    }

    public async Task<string?> WhyUseless()
    {
        // Where the NIC was down around the rename, the peer may notice its carrier after the first packet.
        if (await _uplink.IsReachable() || (isOldKernel && await _uplink.IsReachable()))
            return null;
        var state = await Host.Shell("ip addr; ip route; ip -6 route; ip neigh; ip -6 neigh; bridge link");
        var now = await _uplink.IsReachable() ? "; a moment later it could" : "";
        return $"The host could not be reached{now}:\n{state}";
    }

    public string? WhyWronglyTold(bool hasFailed) => null;

    /// <summary>The network is as asked; the journal or the spare bridge is still there.</summary>
    public bool NamesWhatItLeft(Result result) =>
        result.Error.Contains($"warning: eth0: 'rm {Journals}/eth0' failed", StringComparison.Ordinal)
        || result.Error.Contains("warning: eth0: 'ip link delete dev xsb", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (_uplink is not null)
            await _uplink.DisposeAsync();
        if (Host is not null)
            await Host.DisposeAsync();
    }

    private Task<Result> BridgeShadow(string word) => Host.Run(Programs.BridgeShadow, word, "eth0");
}
