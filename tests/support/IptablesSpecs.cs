using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// A host that hands bridged packets to iptables, whose administrator has rules and lets FORWARD drop what nobody accepts,
/// as Docker does; vif-bridge has firewall=iptables and partial_guard=yes in its environment.
/// </summary>
public abstract class IptablesSpecs : AntispoofSpecs
{
    private const string Folder = "/run/variant";
    private const string Path = $"PATH={Folder}:/usr/sbin:/usr/bin:/sbin:/bin";

    private const string Administrator = """
        iptables -P FORWARD DROP
        iptables -P INPUT DROP
        iptables -N GUARD
        iptables -N xen-mine
        iptables -A xen-mine -j RETURN
        iptables -A GUARD -s 203.0.113.9 -j ACCEPT
        iptables -A FORWARD -i eth9 -j GUARD
        iptables -A FORWARD -m physdev --physdev-in vif1.0 --physdev-is-bridged -j xen-mine
        iptables -A INPUT -p tcp --dport 22 -j ACCEPT
        iptables -t mangle -A POSTROUTING -s 10.0.0.0/8 -j RETURN
        ip6tables -P FORWARD DROP
        ip6tables -N GUARD
        ip6tables -A GUARD -s 2001:db8:9::/48 -j ACCEPT
        ip6tables -A FORWARD -i eth9 -j GUARD
        """;

    /// <summary>What stands behind the name iptables: nft or legacy.</summary>
    protected virtual string Variant => "nft";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Host.Shell(
            $"""
            mkdir {Folder}
            for family in iptables ip6tables; do
                for program in $family $family-save $family-restore; do
                    ln -s /usr/sbin/xtables-{Variant}-multi {Folder}/$program
                done
            done
            """
        );
        var bridged = "/proc/sys/net/bridge/bridge-nf-call-iptables /proc/sys/net/bridge/bridge-nf-call-ip6tables";
        var able = await Host.Run(
            "sh",
            "-euc",
            $"{Path}; for file in {bridged}; do echo 1 > $file; done; iptables -S; ip6tables -S"
        );
        Assert.SkipUnless(able.ExitCode == 0, $"this kernel has no br_netfilter, or no iptables-{Variant}");
        await Iptables(Administrator);
        Variables["PATH"] = Path["PATH=".Length..];
        Variables["firewall"] = "iptables";
        Variables["partial_guard"] = "yes";
    }

    /// <summary>Runs a script in which iptables is the variant.</summary>
    protected Task<string> Iptables(string script) => Host.Shell($"{Path}\n{script}");

    /// <summary>All rules and policies of both protocols and both variants, without what they have counted.</summary>
    protected Task<string> Saved() =>
        Host.Shell(
            """
            for save in iptables-nft-save iptables-legacy-save ip6tables-nft-save ip6tables-legacy-save; do
                echo $save
                $save | sed -e '/^#/d' -e 's/\[[0-9]*:[0-9]*\]//'
            done
            """
        );

    /// <summary>Guards the vif, or lets it open, and waits until it forwards.</summary>
    protected async Task<Wire> GivenOnline(string antispoof = "yes", string? ip = Party.Ip)
    {
        var port = await GivenAVif(ip);
        await ComeOnline(antispoof);
        return port;
    }

    protected async Task ComeOnline(string antispoof)
    {
        (await Online([$"antispoof={antispoof}"])).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");
    }

    protected async Task ComeAsTap(string antispoof)
    {
        (await Add([$"antispoof={antispoof}"])).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0-emu");
    }

    /// <summary>Brings the neighbour's vif online too, guarded.</summary>
    protected async Task GivenTheNeighbourOnline()
    {
        WriteBackend("eth0", domain: 2);
        Store.Write("/local/domain/0/backend/vif/2/0/mac", Party.Neighbour.Mac);
        Store.Write("/local/domain/0/backend/vif/2/0/ip", $"{Party.Neighbour.Inet} {Party.Neighbour.Inet6}");
        (await OfDomain(2, "online", "antispoof=yes").Ended).ShouldSucceedQuietly();
        await Host.PortForwards("vif2.0");
    }

    /// <summary>Starts an event of another guest's vif.</summary>
    protected Running OfDomain(int domain, string action, params string[] words)
    {
        var variables = LibxlVariables(domain);
        foreach (var name in (string[])["PATH", "firewall", "partial_guard"])
            if (Variables.TryGetValue(name, out var value))
                variables[name] = value;
        return Host.Start(Programs.VifBridge, [action, "type_if=vif", .. words], variables);
    }

    protected Task<Result> Network(string command, params string[] words) =>
        Host.Start(Programs.NetworkBridgeAdditional, [command, "bridge=eth0", .. words], Variables).Ended;
}
