namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>
/// nft as the host's programs find it, with a fault of its own where one is asked for: strace counts the calls of a child
/// together with those of nobody else only when it starts the child itself.
/// </summary>
public static class NftWrapper
{
    public const string Trace = "/run/fault-trace";

    private const string Script = """
        #!/bin/sh
        fault=/run/fault$1
        [ -e "$fault" ] || exec /run/nft "$@"
        exec $(cat "$fault") /run/nft "$@"
        """;

    public static async Task InstallNftWrapper(this Host host)
    {
        host.Write("/run/nft-wrapper", Script);
        await host.Shell(
            """
            nft=$(command -v nft)
            touch /run/nft
            mount --bind "$(readlink -f "$nft")" /run/nft
            chmod 755 /run/nft-wrapper
            mount --bind /run/nft-wrapper "$(readlink -f "$nft")"
            """
        );
    }

    /// <summary>Has nft run behind the words of <paramref name="tracer"/> when its first argument is <paramref name="run"/>.</summary>
    public static void GivenNftTraced(this Host host, string run, IEnumerable<string> tracer) =>
        host.Write($"/run/fault{run}", string.Join(' ', tracer));
}
