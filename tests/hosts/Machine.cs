using System.Globalization;

namespace Xen.Hotplug.Hosts;

/// <summary>A booted host of a case, and the networks that it is plugged into. Both are gone when this is disposed.</summary>
internal sealed class Machine : IAsyncDisposable
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(90);
    private static readonly TimeSpan s_boot = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(60);

    // What managers ask of files that may hold secrets.
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string SshOptions =
        "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o BatchMode=yes "
        + "-o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=100";

    private readonly Child _emulator;
    private readonly string _image;

    private Machine(Case @case, Lan lan, Child emulator, Control control, string image)
    {
        Case = @case;
        Lan = lan;
        Control = control;
        _emulator = emulator;
        _image = image;
    }

    internal Case Case { get; }

    internal Lan Lan { get; }

    internal Control Control { get; }

    /// <summary>The first card's IPv4 address when it had booted, by which people know it.</summary>
    internal string Address { get; private set; } = "";

    /// <summary>Boots it, and waits until it has its network; its files, its console and logs are in <paramref name="folder"/>.</summary>
    internal static async Task<Machine> Boot(Case @case, string image, string folder, CancellationToken cancellation)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        LayFiles(@case, $"{folder}/case");
        var lan = await Lan.Make(folder, s_lifetime);
        var emulator = Child.Start(
            lan.Enter(EmulatorCommand(@case, image, folder), s_lifetime),
            $"{folder}/emulator.log"
        );
        try
        {
            var control = await Control.Connect($"{folder}/control");
            var machine = new Machine(@case, lan, emulator, control, image);
            await machine.WaitForNetwork().WaitAsync(cancellation);
            return machine;
        }
        catch
        {
            await emulator.DisposeAsync();
            await lan.DisposeAsync();
            throw;
        }
    }

    /// <summary>The words that run <paramref name="command"/> in it by SSH, by way of its network.</summary>
    internal string[] Ssh(string command) =>
        Lan.Enter(["ssh", "-i", $"{_image}/key", .. SshOptions.Split(' '), $"root@{Address}", command], s_lifetime);

    /// <summary>Its addresses that reach beyond the link, IPv4 first, of each card.</summary>
    internal async Task<string[]> ReadAddresses()
    {
        var cards = Enumerable.Range(0, Case.Cards).Select(Case.NameOf);
        var look = string.Join(
            '\n',
            cards.Select(card => $"ip -brief address show dev {card} scope global -tentative")
        );
        var answer = await Run($"{{ {look}; }} | tr ' ' '\\n' | sed -n 's:/.*::p'");
        return [.. answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Runs a command in it by the lab's port.</summary>
    internal Task<Answer> Run(string command) => Control.Run(command, s_look);

    /// <summary>Boots again, and says how long it took until it had its network and systemd was done.</summary>
    /// <exception cref="TimeoutException">It has no network after minutes.</exception>
    internal async Task<TimeSpan> Reboot()
    {
        const string boot = "/proc/sys/kernel/random/boot_id";
        var before = (await Run($"cat {boot}")).Output;
        await Run("sync; systemctl --no-block reboot");
        var limit = DateTime.UtcNow + s_boot;
        Answer? answer = null;
        while (answer is not { Status: 0, Output.Length: > 0 } || answer.Output == before)
        {
            if (DateTime.UtcNow > limit)
                throw new TimeoutException($"{Case.Name} did not boot again within {s_boot}");
            await Task.Delay(1000);
            try
            {
                // Commands that are sent while it boots are lost.
                answer = await Control.RunOnce($"cat {boot}", TimeSpan.FromSeconds(5));
            }
            catch (TimeoutException)
            {
                answer = null;
            }
        }
        var rest = limit - DateTime.UtcNow;
        await Control.Run("systemctl is-system-running --wait", rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        var finished = await Run("systemctl show --property=FinishTimestampMonotonic --value");
        return TimeSpan.FromMicroseconds(long.Parse(finished.Output, CultureInfo.InvariantCulture));
    }

    /// <summary>The host's state, for which it is given some time to be as before.</summary>
    internal async Task<HostState> WaitForState(HostState before)
    {
        var limit = DateTime.UtcNow + s_look;
        while (true)
        {
            var now = await HostState.Read(this);
            if (now.IsAs(before) || DateTime.UtcNow > limit)
                return now;
            await Task.Delay(2000);
        }
    }

    /// <summary>Why nobody can log in by its network; empty if somebody can.</summary>
    internal async Task<string> WhyNoSession()
    {
        try
        {
            await (await Session.Open(this)).DisposeAsync();
            return "";
        }
        catch (TimeoutException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Leaves what tells why a check failed beside the console.</summary>
    internal async Task SaveLogs(string folder)
    {
        const string look = """
            ip address; ip route show table all; ip -6 route show table all
            networkctl --no-pager status --all; nmcli; nmcli connection; ps -ef
            """;
        await File.WriteAllTextAsync($"{folder}/end", (await Run(look)).Output);
        await File.WriteAllTextAsync(
            $"{folder}/journal",
            (await Run("journalctl --boot --no-pager -o short-precise")).Output
        );
    }

    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
        await _emulator.DisposeAsync();
        await Lan.DisposeAsync();
    }

    private static void LayFiles(Case @case, string root)
    {
        var units = string.Join(' ', @case.Manager.Units);
        // The image has resolved's resolvconf, which fails where resolved does not run; such a host would not have it.
        var resolvconf = units.Contains("resolved", StringComparison.Ordinal) ? "" : "rm /usr/sbin/resolvconf";
        var script = $"systemctl enable {units}\n{resolvconf}\n{@case.Script}\n";
        foreach (var (path, text) in @case.Files.Concat(GuestPort.Files).Append(new("/case.sh", script)))
        {
            var file = new FileInfo(root + path);
            file.Directory!.Create();
            File.WriteAllText(file.FullName, @case.Fill(text));
            if (
                path.EndsWith(".nmconnection", StringComparison.Ordinal)
                || path.EndsWith(".yaml", StringComparison.Ordinal)
            )
                File.SetUnixFileMode(file.FullName, Secret);
        }
    }

    private static List<string> EmulatorCommand(Case @case, string image, string folder)
    {
        List<string> words = ["env"];
        if (@case.NameOf(0) == "eth0")
            words.Add("CMDLINE=net.ifnames=0");
        words.AddRange(["tests/hosts/boot-host", folder, image, $"{s_lifetime.TotalSeconds:F0}"]);
        for (var card = 0; card < @case.Cards; card++)
            words.AddRange(
                "-netdev",
                $"tap,id=net{card},ifname=tap{card},script=no,downscript=no",
                "-device",
                $"virtio-net-pci,netdev=net{card},mac={Case.MacOf(card)},addr=0x{Case.SlotOf(card)},romfile="
            );
        words.AddRange(GuestPort.EmulatorWords);
        return words;
    }

    /// <summary>Waits for its addresses, and for systemd to be done.</summary>
    private async Task WaitForNetwork()
    {
        var limit = Environment.TickCount64 + (long)s_boot.TotalMilliseconds;
        await Control.Run("systemctl is-system-running --wait", s_boot);
        // Each card has one of IPv4, and the first one of IPv6 too.
        while ((await ReadAddresses()).Length < Case.Cards + 1)
        {
            if (Environment.TickCount64 > limit)
                throw new TimeoutException($"{Case.Name} has no addresses {s_boot} after it was switched on");
            await Task.Delay(1000);
        }
        Address = (await ReadAddresses())[0];
    }
}
