using CliWrap;

namespace Xen.Hotplug.IntegrationTests.Support;

/// <summary>A guest as the network sees it: a network namespace whose eth0 is the far end of a vif.</summary>
internal sealed class Guest : IAsyncDisposable
{
    private readonly Namespaces _namespaces;

    private Guest(Namespaces namespaces) => _namespaces = namespaces;

    public static async Task<Guest> Boot(Host host, Namespaces hostNamespaces, string vif)
    {
        var namespaces = await Namespaces.Make(
            [.. hostNamespaces.Enter(), "unshare", "--net"],
            "ip link set dev lo up"
        );
        await host.Ip($"link add name {vif} type veth peer name eth0 netns {namespaces.ProcessId}");
        return new Guest(namespaces);
    }

    /// <summary>Brings eth0 up, which gives the vif its carrier.</summary>
    public Task Connect(string? address = null) =>
        Shell(
            address is null ? "ip link set dev eth0 up" : $"ip addr add {address} dev eth0 && ip link set dev eth0 up"
        );

    public async Task Shell(string script)
    {
        string[] words = [.. _namespaces.Enter(), "sh", "-euc", script];
        (await Running.Start(Cli.Wrap(words[0]).WithArguments(words[1..])).Ended).ShouldSucceed();
    }

    public ValueTask DisposeAsync() => _namespaces.DisposeAsync();
}
