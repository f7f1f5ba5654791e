using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>A host whose eth0 has a peer, on which bridge-shadow is run the way a person or init runs it.</summary>
public abstract class UplinkSpecs : HostSpecs
{
    private readonly List<Uplink> _more = [];

    protected Uplink Uplink { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Uplink = await Plug("eth0");
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var uplink in _more)
            await uplink.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Adds a NIC.</summary>
    protected async Task<Uplink> Plug(string name, bool carrier = true)
    {
        var uplink = await Uplink.Plug(Host, name, carrier);
        _more.Add(uplink);
        return uplink;
    }

    /// <summary>What an ordinary user sees of a start: nothing is changed, and not all can be read.</summary>
    protected Task<Result> DryRunAsUser() =>
        Host.Run("setpriv", "--bounding-set=-all", Programs.BridgeShadow, "start", "eth0", "--dry-run");

    protected Task<Result> Start(params string[] words) => BridgeShadow(["start", "eth0", .. words]);

    protected Task<Result> Stop(params string[] words) => BridgeShadow(["stop", "eth0", .. words]);

    protected Task<Result> Restart(params string[] words) => BridgeShadow(["restart", "eth0", .. words]);

    protected Task<Result> Status(params string[] words) => BridgeShadow(["status", "eth0", .. words]);

    protected Task<Result> BridgeShadow(params string[] words) => Begin(words).Ended;

    protected Running Begin(params string[] words) => Host.Start(Programs.BridgeShadow, words);

    /// <summary>
    /// A system call of a thread is met by strace, and <paramref name="fault"/> happens to it. (strace is quicker with
    /// --seccomp-bpf, but then it forgets to send signals.)
    /// </summary>
    protected Running BeginTraced(string systemCalls, string fault, params string[] words) =>
        Host.Start(
            "strace",
            [
                "--follow-forks",
                .. fault.Contains("signal=", StringComparison.Ordinal) ? (string[])[] : ["--seccomp-bpf"],
                "--quiet=attach",
                "--output=/run/trace",
                $"--trace={systemCalls}",
                $"--inject={fault}",
                Programs.BridgeShadow,
                .. words,
            ]
        );

    protected string Trace => Host.Read("/run/trace");

    protected Task GivenOldKernel() => Host.GivenOldKernel();

    /// <summary>The plain state: eth0 is the NIC, and nothing of bridge-shadow is there.</summary>
    protected async Task ShouldBePlain()
    {
        Assert.Equal(["eth0", "lo"], (await Host.Links()).Select(link => link.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("veth", null), await KindAndBridge("eth0"));
    }

    /// <summary>The shadowed state: eth0 is a bridge, the NIC its port seth0, and unless told otherwise no more is there.</summary>
    protected async Task ShouldBeShadowed(bool atLeast = false)
    {
        string[] expected = ["eth0", "lo", "seth0"];
        var links = (await Host.Links()).Select(link => link.Name).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(expected, atLeast ? links.Intersect(expected) : links);
        Assert.Equal(("bridge", null), await KindAndBridge("eth0"));
        Assert.Equal(("veth", "eth0"), await KindAndBridge("seth0"));
    }

    /// <summary>Shadows the NIC. The kernel has told all routes of the bridge's carrier by then, which it may do later.</summary>
    protected async Task GivenShadowed()
    {
        await Uplink.Configure();
        var network = await Uplink.Network();
        (await Start()).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);
    }

    /// <summary>Start and stop: the host stays reachable, and its network is the same after each.</summary>
    protected async Task ShouldGoThereAndBack()
    {
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        (await Start()).ShouldSucceed();
        Assert.True(await Uplink.IsReachable());
        await ShouldBeShadowed();
        await Uplink.NetworkShouldBecome(network);

        (await Stop()).ShouldSucceed();
        Assert.True(await Uplink.IsReachable());
        await ShouldBePlain();
        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
    }

    private async Task<(string?, string?)> KindAndBridge(string name)
    {
        var link = await Host.Link(name);
        return (link.Kind, link.Bridge);
    }
}
