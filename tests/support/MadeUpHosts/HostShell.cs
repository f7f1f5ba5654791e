using System.Diagnostics;
using System.Text;

namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>A shell in the namespaces of a made-up host, which are gone with it. One script after the other.</summary>
internal sealed class HostShell : IAsyncDisposable
{
    /// <summary>What lets the kernel pass for one that cannot rename a link that is up.</summary>
    internal const string PassForOldKernel =
        "echo 5.10.0 > /run/osrelease; mount --bind /run/osrelease /proc/sys/kernel/osrelease";

    private const string End = "--- end of the script";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private static int s_plugged;

    private readonly Process _shell;

    private HostShell(Process shell, MadeUpHost host) => (_shell, Host) = (shell, host);

    /// <summary>The NICs that a host may have.</summary>
    internal static IReadOnlyList<(string Name, string Mac)> Nics { get; } =
    [("eth0", "02:00:00:00:00:0a"), ("eth1", "02:00:00:00:00:0b")];

    /// <summary>The host whose namespaces they are.</summary>
    internal MadeUpHost Host { get; }

    /// <summary>Makes the namespaces and the NICs that the host's commands name, with their far ends in the router.</summary>
    internal static async Task<HostShell> Open(MadeUpHost host, Namespaces router)
    {
        var start = new ProcessStartInfo("unshare", ["--net", "--mount", "--propagation", "private", "sh", "-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        var shell = new HostShell(Process.Start(start)!, host);
        var script = new StringBuilder(
            "mount -t sysfs sysfs /sys; mount -t tmpfs tmpfs /run; mount -t tmpfs tmpfs /var/log; mkdir /var/log/xen\n"
                + "ip link set dev lo up\n"
        );
        if (host.IsOldKernel)
            script.Append(PassForOldKernel).Append('\n');
        foreach (var (name, mac) in Nics)
            if (name == Nics[0].Name || host.Commands.Any(one => one.Contains(name, StringComparison.Ordinal)))
                script.Append(Plugging(name, mac, router.ProcessId));
        var said = await shell.Run(script.ToString());
        return said == "" ? shell : throw new InvalidOperationException($"The namespaces could not be made: {said}");
    }

    /// <summary>Runs a script; gives what it says on either stream.</summary>
    internal async Task<string> Run(string script)
    {
        await _shell.StandardInput.WriteAsync($"{{\n{script}\n}} </dev/null 2>&1\necho\necho '{End}'\n");
        await _shell.StandardInput.FlushAsync();
        using var limit = new CancellationTokenSource(s_limit);
        var said = new StringBuilder();
        while (await _shell.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line == End)
                return said.ToString().TrimEnd('\n');
            said.Append(line).Append('\n');
        }
        throw new InvalidOperationException($"The shell ended: {said}");
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        using var limit = new CancellationTokenSource(s_limit);
        await _shell.WaitForExitAsync(limit.Token);
        _shell.Dispose();
    }

    // The far end is there for the carrier, and says nothing.
    private static string Plugging(string name, string mac, int router)
    {
        var far = $"far{Interlocked.Increment(ref s_plugged)}";
        return $"ip link add name {name} address {mac} type veth peer name {far} netns {router}\n"
            + $"nsenter --net=/proc/{router}/ns/net sh -c 'ip link set dev {far} addrgenmode none up'\n";
    }
}
