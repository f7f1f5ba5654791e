using System.Collections.Concurrent;
using CliWrap;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// A throw-away dom0: network and mount namespaces of its own, with empty /run, /var/log/xen and /dev/log,
/// a copy of /etc/xen, and /sys showing its own links. Everything in it goes when it is disposed.
/// Made by root, or by an ordinary user inside `unshare --user --map-root-user --net --mount`.
/// </summary>
public sealed class Host : IAsyncDisposable
{
    private const string SetUp = """
        umask 022
        [ -d /etc/xen/scripts ] || { echo 'xen-utils-common is missing: make deps installs it' >&2; exit 1; }
        # A store of this machine is out of reach.
        [ ! -d /proc/xen ] || mount -t tmpfs tmpfs /proc/xen
        mount -t sysfs sysfs /sys
        mount -t tmpfs -o mode=755 tmpfs /run
        mount -t tmpfs -o mode=755 tmpfs /var/log
        mkdir /run/xenstored /run/etc-xen /run/dev /var/log/xen
        cp -r --preserve=mode /etc/xen/. /run/etc-xen
        rm -rf /run/etc-xen/xen-hotplug.conf /run/etc-xen/scripts/vif-post.d
        mount --bind /run/etc-xen /etc/xen
        for device in null zero full random urandom tty net/tun; do
            [ -e /dev/$device ] || continue
            mkdir -p "$(dirname /run/dev/$device)"
            touch /run/dev/$device
            mount --bind /dev/$device /run/dev/$device
        done
        ln -s /proc/self/fd /run/dev/fd
        mount --rbind /run/dev /dev
        ip link set dev lo up
        """;

    private readonly Namespaces _namespaces;
    private readonly List<Guest> _guests = [];
    private readonly ConcurrentBag<Running> _started = [];

    private Host(Namespaces namespaces) => _namespaces = namespaces;

    public static async Task<Host> Boot() =>
        new(await Namespaces.Make(["unshare", "--net", "--mount", "--propagation", "private"], SetUp));

    public int ProcessId => _namespaces.ProcessId;

    /// <summary>Where the tests themselves find the host's file <paramref name="path"/>.</summary>
    public string File(string path) => $"/proc/{ProcessId}/root{path}";

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(path))!);
        System.IO.File.WriteAllText(File(path), text);
    }

    public string Read(string path) => System.IO.File.ReadAllText(File(path));

    public bool Has(string path) => System.IO.File.Exists(File(path));

    public Task<Result> Run(string program, params string[] arguments) => Start(program, arguments).Ended;

    /// <summary>Runs a command line of the shell.</summary>
    public async Task<string> Shell(string script) => (await Run("sh", "-euc", script)).ShouldSucceed().Output;

    /// <summary>Starts a program with <paramref name="environment"/> and a PATH, and nothing else, in its environment.</summary>
    public Running Start(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>>? environment = null,
        string input = "",
        TimeSpan? limit = null
    )
    {
        var variables = (environment ?? []).Select(variable => $"{variable.Key}={variable.Value}");
        string[] words =
        [
            .. _namespaces.Enter(),
            "env",
            "--ignore-environment",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            .. variables,
            program,
            .. arguments,
        ];
        var command = Cli.Wrap(words[0]).WithArguments(words[1..]).WithStandardInputPipe(PipeSource.FromString(input));
        var running = Running.Start(command, limit);
        _started.Add(running);
        return running;
    }

    /// <summary>Adds a guest whose eth0 is the far end of <paramref name="vif"/>, under the index that the host is to have it.</summary>
    public async Task<Guest> AddGuest(string vif, int? index = null)
    {
        var guest = await Guest.Boot(this, _namespaces, vif, index);
        _guests.Add(guest);
        return guest;
    }

    public async ValueTask DisposeAsync()
    {
        // Only a test that failed leaves any.
        foreach (var running in _started)
            await running.Kill();
        foreach (var guest in _guests)
            await guest.DisposeAsync();
        await _namespaces.DisposeAsync();
    }
}
