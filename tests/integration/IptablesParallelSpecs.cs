using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Events of many vifs at once with firewall=iptables never lose a rule, and leave none.</summary>
public abstract class IptablesParallelSpecs : IptablesSpecs
{
    private const int Count = 16;
    private const int FirstDomain = 100;

    private static readonly int[] s_domains = [.. Enumerable.Range(FirstDomain, Count)];

    private readonly Dictionary<int, Wire> _ports = [];

    [Fact]
    public async Task Every_port_has_its_own_rules_after_16_onlines_at_once()
    {
        var before = await Saved();
        await GivenGuests();

        await AllAtOnce("online", s_domains);
        foreach (var domain in s_domains)
            await ShouldBeGuardedAs(domain);

        await AllAtOnce("offline", s_domains);
        Assert.Equal(before, await Saved());
    }

    [Fact]
    public async Task Onlines_and_offlines_at_once_leave_the_rules_of_those_that_are_online()
    {
        var before = await Saved();
        await GivenGuests();
        var (leaving, coming) = (s_domains[..8], s_domains[8..]);
        await AllAtOnce("online", leaving);

        await Task.WhenAll(AllAtOnce("offline", leaving), AllAtOnce("online", coming));
        foreach (var domain in coming)
            await ShouldBeGuardedAs(domain);

        await AllAtOnce("offline", coming);
        Assert.Equal(before, await Saved());
    }

    private static string Mac(int domain) => $"00:16:3e:00:01:{domain:x2}";

    private static string Address(int domain) => $"198.51.100.{domain}";

    private async Task GivenGuests()
    {
        foreach (var domain in s_domains)
        {
            await Host.AddTap($"vif{domain}.0");
            WriteBackend("eth0", domain);
            Store.Write($"/local/domain/0/backend/vif/{domain}/0/mac", Mac(domain));
            Store.Write($"/local/domain/0/backend/vif/{domain}/0/ip", Address(domain));
            _ports[domain] = Keep(TapWire.Open(Host, $"vif{domain}.0", Mac(domain)));
        }
    }

    private async Task AllAtOnce(string action, IEnumerable<int> domains)
    {
        var results = await Task.WhenAll(domains.Select(domain => OfDomain(domain, action, "antispoof=yes").Ended));
        Assert.All(results, result => result.ShouldSucceedQuietly());
    }

    private async Task ShouldBeGuardedAs(int domain)
    {
        await Host.PortForwards($"vif{domain}.0");
        var other = domain == FirstDomain ? domain + 1 : domain - 1;
        ShouldPass(_ports[domain], Inet.UdpFrame(Address(domain)).From(Mac(domain)));
        ShouldBeStopped(
            _ports[domain],
            Inet.UdpFrame(Address(other)).From(Mac(domain)),
            Inet6.UdpFrame(Party.Own.Inet6).From(Mac(domain))
        );
    }
}

public sealed class IptablesNftParallelSpecs : IptablesParallelSpecs
{
    /// <summary>One event has seen that the vif of a crashed guest is gone; before it acts, another has come under its name.</summary>
    [Fact]
    public async Task Clearing_after_a_crash_does_not_open_a_vif_that_comes_meanwhile()
    {
        await GivenOnline();
        await Host.Ip("link delete dev vif1.0");
        await Host.AddTap("vif3.0");
        WriteBackend("eth0", domain: 3);
        // The first reading of IPv6's rules is planning still, after the links that IPv4's name have been looked at.
        await Host.Shell(
            """
            mkdir /run/slow
            cat > /run/slow/ip6tables-save <<'END'
            #!/bin/sh
            if [ ! -e /run/slow/planning ]; then
                touch /run/slow/planning
                until [ -e /run/slow/go ]; do sleep 0.01; done
            fi
            exec /run/variant/ip6tables-save "$@"
            END
            chmod 755 /run/slow/ip6tables-save
            """
        );
        var path = Variables["PATH"];
        Variables["PATH"] = $"/run/slow:{path}";
        var clearing = OfDomain(3, "online", "antispoof=yes");
        await Host.Shell("until [ -e /run/slow/planning ]; do sleep 0.01; done");
        Variables["PATH"] = path;

        var port = await GivenOnline();
        await Host.Shell("touch /run/slow/go");
        (await clearing.Ended).ShouldSucceedQuietly();

        ShouldPass(port, Inet.UdpFrame(Party.Own.Inet));
        ShouldBeStopped(port, Inet.UdpFrame(Party.Neighbour.Inet));
    }
}

public sealed class IptablesLegacyParallelSpecs : IptablesParallelSpecs
{
    protected override string Variant => "legacy";
}
