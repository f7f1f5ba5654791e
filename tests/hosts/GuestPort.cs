namespace Xen.Hotplug.Hosts;

/// <summary>
/// A stand-in for a guest's port: a card whose driver is loaded when the guest starts. So it appears as suddenly as a vif, and
/// managers take it for Ethernet, as they do a vif.
/// </summary>
internal sealed class GuestPort(Machine machine, Report report)
{
    private const string Name = "vif1.0";
    private const string Driver = "vmxnet3";
    private const string Mac = "fe:ff:ff:ff:ff:ff";
    private const string VifBridge = $"/usr/lib/xen-shadow-bridge/vif-bridge vif={Name} bridge={{nic}}";

    /// <summary>Files that keep its driver from being loaded at boot, and have it named before a manager sees it.</summary>
    internal static IReadOnlyDictionary<string, string> Files { get; } =
        new Dictionary<string, string>
        {
            ["/etc/modprobe.d/guest.conf"] = $"blacklist {Driver}\n",
            ["/etc/systemd/network/10-guest.link"] = $"[Match]\nMACAddress={Mac}\n\n[Link]\nName={Name}\n",
        };

    /// <summary>What the emulator is told of it: it is plugged into nothing.</summary>
    internal static IReadOnlyList<string> EmulatorWords { get; } =
    ["-netdev", "hubport,id=guest,hubid=0", "-device", $"{Driver},netdev=guest,mac={Mac},addr=0x13,romfile="];

    /// <summary>The command that starts the guest: its port appears, and joins the bridge at once.</summary>
    internal string Joining =>
        machine.Case.Fill(
            $"modprobe {Driver} && udevadm wait --timeout=20 --initialized=no /sys/class/net/{Name} && {VifBridge} online"
        );

    /// <summary>Starts the guest.</summary>
    internal Task Join(string when) => Do($"a guest starts {when}", Joining);

    /// <summary>Ends the guest.</summary>
    internal Task Leave() =>
        Do("the guest ends", machine.Case.Fill($"{VifBridge} offline && modprobe --remove {Driver}"));

    /// <summary>Puts the port on the bridge again, as docs/networking.md says.</summary>
    internal Task PutBack() =>
        Do("the guest's port is put back", machine.Case.Fill($"ip link set dev {Name} master {{nic}}"));

    /// <summary>Checks that it is on the bridge, up and without addresses.</summary>
    internal async Task Check(string after)
    {
        var look = await machine.Run(
            machine.Case.Fill(
                $$"""
                ip -oneline link show master {nic} up | grep -q ' {{Name}}:' || ip -oneline link show dev {{Name}}
                ip -oneline address show dev {{Name}}
                """
            )
        );
        report.Check($"{after}: the guest's port is on the bridge, without addresses", look.Output.Trim());
    }

    private async Task Do(string what, string command)
    {
        var answer = await machine.Run(command);
        report.Check(what, answer.Status == 0 ? "" : $"status {answer.Status}, {answer.Output.Trim()}");
    }
}
