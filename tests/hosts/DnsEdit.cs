namespace Xen.Hotplug.Hosts;

/// <summary>How an administrator names a DNS server in a file of his own, and has it count.</summary>
/// <param name="File">The file.</param>
/// <param name="Edit">The command that edits it.</param>
/// <param name="Reload">The command that has it count.</param>
/// <param name="Cut">How long the network may be gone meanwhile.</param>
internal sealed record DnsEdit(string File, string Edit, string Reload, TimeSpan Cut)
{
    /// <summary>The server's address, which nobody has.</summary>
    internal const string Server = "10.77.0.53";

    // NetworkManager looks for duplicates of IPv6 addresses for 2 s, each time, on a host without a bridge too.
    private static readonly TimeSpan s_duplicates = TimeSpan.FromSeconds(8);

    /// <summary>Edits the file, waits until the host has the server, and edits it back; with {nic} for the card's name.</summary>
    internal string Command =>
        $$"""
            set -e
            cp --preserve {{File}} /run/before
            {{Edit}}
            {{Reload}}
            if systemctl --quiet is-active systemd-resolved; then look='resolvectl dns {nic}'; else look='cat /etc/resolv.conf'; fi
            until $look | grep --quiet --word-regexp --fixed-strings {{Server}}; do sleep 0.2; done
            cp --preserve /run/before {{File}}
            {{Reload}}
            """;

    /// <summary>In a profile of NetworkManager called "wired". From it the bridge's is made, which then has to be applied.</summary>
    internal static DnsEdit InProfile(string file) =>
        new(
            file,
            // Twice in a row, as a script may do it.
            $"nmcli connection modify wired ipv4.dns 10.77.0.54; nmcli connection modify wired ipv4.dns {Server}",
            """
            nmcli connection reload
            until [ "$(nmcli -g ipv4.dns connection show wired)" = "$(nmcli -g ipv4.dns connection show '{nic} (bridge-shadow)')" ]; do
                sleep 0.2
            done
            nmcli device reapply {nic}
            """,
            s_duplicates
        );

    /// <summary>For all profiles of NetworkManager.</summary>
    internal static DnsEdit InNetworkManager { get; } =
        new(
            "/etc/NetworkManager/NetworkManager.conf",
            $"printf '[global-dns-domain-*]\\nservers={Server}\\n' >>/etc/NetworkManager/NetworkManager.conf",
            "systemctl reload NetworkManager",
            Deed.NoCut
        );

    /// <summary>In a file of systemd-networkd.</summary>
    internal static DnsEdit InNetwork(string file) =>
        new(file, $"sed -i '/^\\[Network\\]/a DNS={Server}' {file}", "networkctl reload", Deed.Away);

    /// <summary>In a file of netplan.</summary>
    internal static DnsEdit InNetplan(string file) =>
        new(
            file,
            $$"""sed -i 's/^\( *\)dhcp4: true/&\n\1nameservers: {addresses: [{{Server}}]}/' {{file}}""",
            "netplan apply",
            Deed.Away
        );

    /// <summary>In dhclient's file.</summary>
    internal static DnsEdit InDhclient { get; } =
        OfIfupdown("/etc/dhcp/dhclient.conf", $"supersede domain-name-servers {Server};");

    /// <summary>In dhcpcd's file.</summary>
    internal static DnsEdit InDhcpcd { get; } = OfIfupdown("/etc/dhcpcd.conf", $"static domain_name_servers={Server}");

    /// <summary>ifupdown reads nothing again: its client has to be started again.</summary>
    private static DnsEdit OfIfupdown(string file, string line) =>
        new(file, $"echo '{line}' >>{file}", "ifdown {nic}; ifup {nic}", Deed.Away);
}
