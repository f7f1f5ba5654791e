namespace Xen.Hotplug.Hosts;

/// <summary>Something that an administrator does to a manager of the network.</summary>
/// <param name="Name">What he does.</param>
/// <param name="Command">How, with {nic} for the card's name.</param>
/// <param name="Cut">How long the network may be gone meanwhile, also on a host without a bridge.</param>
internal sealed record Deed(string Name, string Command, TimeSpan Cut);

/// <summary>A program that configures the host's network, with the units to enable for it and what may be done to it.</summary>
/// <param name="Units">Those that an administrator enables.</param>
/// <param name="Deeds">What may be done to it while the card is shadowed.</param>
internal sealed record Manager(IReadOnlyList<string> Units, IReadOnlyList<Deed> Deeds)
{
    // What a quiet host keeps, too.
    private static readonly TimeSpan s_live = TimeSpan.FromSeconds(2);

    // Leave, 3 s without a network, and a new lease, in an emulator.
    private static readonly TimeSpan s_cut = TimeSpan.FromSeconds(40);

    internal static Manager NetworkManager { get; } =
        new(
            ["NetworkManager.service", "NetworkManager-wait-online.service"],
            [
                new("restart", "systemctl restart NetworkManager", s_live),
                new("reload", "systemctl reload NetworkManager", s_live),
                new("reapply", "nmcli device reapply {nic}", s_live),
                new("off and on", "nmcli networking off; sleep 3; nmcli networking on", s_cut),
            ]
        );

    internal static Manager Networkd { get; } =
        new(
            ["systemd-networkd.service", "systemd-networkd.socket", "systemd-resolved.service"],
            [
                new("restart", "systemctl restart systemd-networkd", s_live),
                new("reload", "networkctl reload", s_live),
                new("reconfigure", "networkctl reconfigure {nic}", s_cut),
                new("off and on", "networkctl down {nic}; sleep 3; networkctl up {nic}", s_cut),
            ]
        );

    internal static Manager Netplan { get; } =
        Networkd with
        {
            Deeds = [new("apply", "netplan apply", s_cut), .. Networkd.Deeds],
        };

    /// <summary>ifupdown with "auto", which networking.service obeys.</summary>
    internal static Manager Ifupdown { get; } =
        new(
            ["networking.service"],
            [
                new("restart", "systemctl restart networking", s_cut),
                new("off and on", "ifdown {nic}; sleep 3; ifup {nic}", s_cut),
            ]
        );

    /// <summary>ifupdown with "allow-hotplug", which udev and a unit for each card obey.</summary>
    internal static Manager IfupdownHotplug { get; } =
        new(
            ["networking.service"],
            [
                new("restart", "systemctl restart networking", s_cut),
                new("restart of its unit", "systemctl restart ifup@{nic}", s_cut),
                new("off and on", "ifdown {nic}; sleep 3; ifup {nic}", s_cut),
            ]
        );
}
