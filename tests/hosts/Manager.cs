namespace Xen.Hotplug.Hosts;

/// <summary>Something that an administrator does to a manager of the network.</summary>
/// <param name="Name">What he does.</param>
/// <param name="Command">How, with {nic} for the card's name.</param>
/// <param name="Cut">How long the network may be gone meanwhile, also on a host without a bridge.</param>
internal sealed record Deed(string Name, string Command, TimeSpan Cut)
{
    /// <summary>Whether the manager takes guests' ports off the bridge by it, as docs/networking.md says.</summary>
    internal bool TakesPortsOff { get; init; }

    /// <summary>What nobody notices in an emulator, on a host to which nothing is done too.</summary>
    internal static TimeSpan NoCut { get; } = TimeSpan.FromSeconds(2);

    /// <summary>3 s without a network, and a new lease and address, in an emulator.</summary>
    internal static TimeSpan Away { get; } = TimeSpan.FromSeconds(40);
}

/// <summary>A program that configures the host's network, with the units to enable for it and what may be done to it.</summary>
/// <param name="Units">Those that an administrator enables.</param>
/// <param name="Restart">How it is restarted while the card is shadowed.</param>
/// <param name="Deeds">What else may be done to it then.</param>
internal sealed record Manager(IReadOnlyList<string> Units, Deed Restart, IReadOnlyList<Deed> Deeds)
{
    internal static Manager NetworkManager { get; } =
        new(
            ["NetworkManager.service", "NetworkManager-wait-online.service"],
            new("restart", "systemctl restart NetworkManager", Deed.NoCut),
            [
                new("reload", "systemctl reload NetworkManager", Deed.NoCut),
                new("reapply", "nmcli device reapply {nic}", Deed.NoCut),
                new("off and on", "nmcli networking off; sleep 3; nmcli networking on", Deed.Away)
                {
                    TakesPortsOff = true,
                },
            ]
        );

    internal static Manager Networkd { get; } =
        new(
            ["systemd-networkd.service", "systemd-networkd.socket", "systemd-resolved.service"],
            new("restart", "systemctl restart systemd-networkd", Deed.NoCut),
            [
                new("reload", "networkctl reload", Deed.NoCut),
                new("reconfigure", "networkctl reconfigure {nic}", Deed.Away),
                new("off and on", "networkctl down {nic}; sleep 3; networkctl up {nic}", Deed.Away),
            ]
        );

    /// <summary>systemd 252, which looks for duplicates of its IPv6 addresses when it is started again.</summary>
    internal static Manager Networkd252 { get; } =
        Networkd with
        {
            Restart = Networkd.Restart with { Cut = TimeSpan.FromSeconds(4) },
        };

    internal static Manager Netplan { get; } =
        Networkd with
        {
            Deeds = [new("apply", "netplan apply", Deed.Away), .. Networkd.Deeds],
        };

    /// <summary>ifupdown with "auto", which networking.service obeys.</summary>
    internal static Manager Ifupdown { get; } =
        new(
            ["networking.service"],
            new("restart", "systemctl restart networking", Deed.Away),
            [new("off and on", "ifdown {nic}; sleep 3; ifup {nic}", Deed.Away)]
        );

    /// <summary>ifupdown with "allow-hotplug", which udev and a unit for each card obey.</summary>
    internal static Manager IfupdownHotplug { get; } =
        new(
            ["networking.service"],
            new("restart", "systemctl restart networking", Deed.Away),
            [
                new("restart of its unit", "systemctl restart ifup@{nic}", Deed.Away),
                new("off and on", "ifdown {nic}; sleep 3; ifup {nic}", Deed.Away),
            ]
        );
}
