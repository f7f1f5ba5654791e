using CliWrap;

namespace Xen.Hotplug.TestSupport;

/// <summary>A guest as the network sees it: a network namespace whose eth0 is the far end of a vif.</summary>
public sealed class Guest : IAsyncDisposable
{
    private readonly Namespaces _namespaces;
    private readonly List<Running> _started = [];

    private Guest(Namespaces namespaces) => _namespaces = namespaces;

    public int ProcessId => _namespaces.ProcessId;

    public static async Task<Guest> Boot(Host host, Namespaces hostNamespaces, string vif, int? index)
    {
        var namespaces = await Namespaces.Make(
            [.. hostNamespaces.Enter(), "unshare", "--net"],
            "ip link set dev lo up"
        );
        var wanted = index is null ? "" : $" index {index}";
        await host.Ip($"link add name {vif}{wanted} type veth peer name eth0 netns {namespaces.ProcessId}");
        return new Guest(namespaces);
    }

    /// <summary>Brings eth0 up, which gives the vif its carrier.</summary>
    public Task Connect(string? address = null) =>
        Shell(
            address is null ? "ip link set dev eth0 up" : $"ip addr add {address} dev eth0 && ip link set dev eth0 up"
        );

    public async Task<string> Shell(string script) => (await Start(script).Ended).ShouldSucceed().Output;

    /// <summary>Starts a script of the shell.</summary>
    public Running Start(string script)
    {
        string[] words = [.. _namespaces.Enter(), "sh", "-euc", script];
        var running = Running.Start(Cli.Wrap(words[0]).WithArguments(words[1..]));
        _started.Add(running);
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in _started)
            await running.Kill();
        await _namespaces.DisposeAsync();
    }
}
