using System.Globalization;

namespace Xen.Hotplug.Hosts;

/// <summary>What is checked on the host of a case when it boots: with the card shadowed, no longer, and with the program failing.</summary>
internal sealed class RebootTrial(Machine machine, Report report)
{
    // A client renews after 60 s, and tries again anywhere after 105 s.
    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(150);

    private const string Mend = "rm -rf /etc/systemd/system/bridge-shadow.service*; systemctl daemon-reload";
    private const string DropIns = "/etc/systemd/system/bridge-shadow.service.d";
    private const string File = "/etc/default/bridge-shadow";

    // By the number of the link that has the name when the rules are loaded.
    private const string Firewall = """
        cat >/etc/nftables.conf <<'END'
        flush ruleset
        table inet host {
            chain input {
                type filter hook input priority filter; policy drop;
                iif lo accept
                iif {nic} accept
            }
        }
        END
        systemctl --quiet enable nftables.service
        """;

    private StateCheck? _check;

    private Case Case => machine.Case;

    /// <summary>Boots again and again, and compares each time with the host before.</summary>
    internal async Task Run()
    {
        _check = await StateCheck.Begin(machine, report);
        await Do("a firewall", Firewall);
        if (Case.Manager == Manager.NetworkManager)
            await TryUnasked();
        await RunEnabled();
    }

    /// <summary>NetworkManager's card stays as it is where somebody enables the unit alone, since enable has noted nothing.</summary>
    private async Task TryUnasked()
    {
        await Do(
            "the unit is enabled alone",
            $"cp -a {File} /var/lib/before; echo 'INTERFACES=\"{{nic}}\"' >{File}; systemctl --quiet enable bridge-shadow.service"
        );
        await Reboot("the unit is enabled alone", "3");
        await Do(
            "the unit is disabled alone",
            $"systemctl --quiet disable bridge-shadow.service; cp -a /var/lib/before {File}"
        );
    }

    private async Task RunEnabled()
    {
        await Do(
            "a dry run of enable",
            $"cp {File} /var/lib/file; bridge-shadow --dry-run enable {{nic}} && cmp {File} /var/lib/file"
        );
        await Do("enable", "bridge-shadow enable {nic}");
        await Reboot("enable, reboot", "0");
        await CheckRenewal();
        await Do("systemctl daemon-reexec", "systemctl daemon-reexec");
        await Check("systemctl daemon-reexec", "0");
        if (Case.Manager == Manager.Networkd)
            await TryLostCard();

        await Do("disable", $"bridge-shadow disable && cmp {File} /var/lib/file");
        await Reboot("disable, reboot", "3");
        await Do(
            "nothing is left of enable",
            "! find /etc/systemd /var/lib/bridge-shadow -name '*bridge-shadow*' -o -path '*/bridge-shadow/*' | grep ."
        );

        await Do("enable again", "bridge-shadow enable {nic}");
        await Do(
            "the unit will fail",
            $"mkdir -p {DropIns}; printf '[Service]\\nExecStart=\\nExecStart=/bin/false\\n' >{DropIns}/fail.conf"
        );
        await Reboot("the unit fails", "3");
        await TryRefusal();
        await TryTimeout();
        await Do("the unit is masked", $"{Mend}; systemctl mask bridge-shadow.service");
        await Reboot("the unit is masked", "3");
        await Do(
            "the package is gone",
            $"{Mend}; rm /usr/sbin/bridge-shadow /usr/lib/systemd/system/bridge-shadow.service"
        );
        await Reboot("the package is gone", "127");
    }

    /// <summary>A start that refuses the card leaves nothing of what it may have told managers that start later.</summary>
    private async Task TryRefusal()
    {
        await Do(
            "the card will be refused",
            $$"""
            cat >{{DropIns}}/fail.conf <<'END'
            [Service]
            ExecStartPre=/bin/sh -c 'until ip link add other0 link {nic} type ipvlan; do sleep 0.1; done'
            ExecStopPost=/bin/sh -c 'ip link delete other0'
            END
            """
        );
        await Reboot("the card is refused", "3");
        await Do(
            "start has refused the card",
            "journalctl --boot --unit=bridge-shadow --output=cat | grep -q 'other0.*keeps it from being a port'"
        );
    }

    /// <summary>Managers wait for the unit, and start once systemd has ended it.</summary>
    private async Task TryTimeout()
    {
        await Do(
            "the unit will take too long",
            $"mkdir -p {DropIns}; printf '[Service]\\nExecStart=\\nExecStart=/bin/sleep 600\\nTimeoutStartSec=30\\n' >{DropIns}/fail.conf"
        );
        await Reboot("the unit times out", "3");
    }

    /// <summary>A card that never comes keeps no other from being shadowed.</summary>
    private async Task TryLostCard()
    {
        await Do("another card is named, which never comes", $"sed -i 's/{{nic}}/lost7 &/' {File}");
        await Reboot("a card that never comes, reboot", "0");
        await Do("the other card is no longer named", $"sed -i 's/lost7 //' {File}");
    }

    /// <summary>Boots again, and checks that the host is as it was.</summary>
    /// <param name="what">What was done before, for the report.</param>
    /// <param name="status">The exit status that "bridge-shadow status" has then.</param>
    private async Task Reboot(string what, string status)
    {
        try
        {
            var took = await machine.Reboot();
            report.Check(
                $"{what}: the host boots",
                "",
                string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:F0} s")
            );
        }
        catch (TimeoutException exception)
        {
            report.Check($"{what}: the host boots", exception.Message);
        }
        await Check(what, status);
        await NoteJournal();
    }

    private async Task CheckRenewal()
    {
        if (!Case.HasLease)
            return;
        var mac = Case.MacOf(0);
        report.Check(
            "the lease is renewed",
            await machine.Lan.WaitForLease(mac, machine.Lan.CountLeases(mac), s_renewal)
        );
        await Check("after the renewal", "0");
    }

    private Task Do(string what, string command) => _check!.Do(what, command);

    private Task Check(string what, string status) => _check!.Check(what, status);

    private async Task NoteJournal() =>
        report.Note(
            (
                await machine.Run(
                    "journalctl --boot --no-pager -o short-monotonic -u bridge-shadow; systemctl --failed --no-pager --no-legend; ip address; ip route; ip -6 route; ls /run/systemd/network /run/NetworkManager/system-connections"
                )
            ).Output
        );
}
