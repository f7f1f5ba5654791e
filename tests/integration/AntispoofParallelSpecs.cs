using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Events of many vifs at once never lose a rule, and leave none.</summary>
public sealed class AntispoofParallelSpecs : AntispoofSpecs
{
    private const int Count = 64;
    private const int FirstDomain = 100;

    private static readonly int[] s_domains = [.. Enumerable.Range(FirstDomain, Count)];

    private readonly Dictionary<int, Wire> _ports = [];

    [Fact]
    public async Task Every_port_is_guarded_by_its_own_rules_after_64_events_at_once()
    {
        await GivenGuests();
        await AllAtOnce("online", s_domains.Take(1));
        var each = await Elements();
        await AllAtOnce("offline", s_domains.Take(1));

        await AllAtOnce("online", s_domains);

        Assert.Equal(each * Count, await Elements());
        Assert.All(s_domains, ShouldBeGuardedAs);

        await AllAtOnce("offline", s_domains);
        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task Onlines_and_offlines_at_once_leave_the_rules_of_those_that_are_online()
    {
        await GivenGuests();
        var (crashing, leaving, staying, coming) = (Part(0), Part(1), Part(2), Part(3));
        await AllAtOnce("online", [crashing[0]]);
        var each = await Elements();
        await AllAtOnce("online", [.. crashing, .. leaving, .. staying]);
        await Host.Shell(
            string.Join(
                '\n',
                crashing.Select(domain => $"ip link set dev vif{domain}.0 down; ip link delete dev vif{domain}.0")
            )
        );

        await Task.WhenAll(AllAtOnce("offline", leaving), AllAtOnce("online", coming));

        Assert.All(staying.Concat(coming), ShouldBeGuardedAs);
        Assert.Equal(each * (staying.Length + coming.Length), await Elements());
    }

    [Fact]
    public async Task Onlines_at_once_that_change_their_keys_end_with_the_new_ones()
    {
        await GivenGuests();
        var domains = Part(0);
        foreach (var domain in domains)
            Store.Write($"/local/domain/0/backend/vif/{domain}/0/ip", "203.0.113.1 2001:db8::/64 203.0.113.64/26");
        await AllAtOnce("online", domains);
        foreach (var domain in domains)
            Store.Write($"/local/domain/0/backend/vif/{domain}/0/ip", Address(domain));

        await AllAtOnce("online", domains);

        Assert.All(domains, ShouldBeGuardedAs);
        Assert.All(domains, domain => ShouldBeStopped(_ports[domain], From(domain, "203.0.113.1", "203.0.113.65")));
    }

    private static int[] Part(int number) => s_domains[(number * Count / 4)..((number + 1) * Count / 4)];

    private static string Mac(int domain) => $"00:16:3e:00:01:{domain:x2}";

    private static string Address(int domain) => $"198.51.100.{domain}";

    private static IEnumerable<byte[]> From(int domain, params string[] addresses) =>
        addresses.Select(address => Inet.UdpFrame(address).From(Mac(domain)));

    private async Task GivenGuests()
    {
        await Host.Shell(string.Join('\n', s_domains.Select(domain => $"ip tuntap add dev vif{domain}.0 mode tap")));
        foreach (var domain in s_domains)
        {
            WriteBackend("eth0", domain);
            Store.Write($"/local/domain/0/backend/vif/{domain}/0/mac", Mac(domain));
            Store.Write($"/local/domain/0/backend/vif/{domain}/0/ip", Address(domain));
            _ports[domain] = Keep(TapWire.Open(Host, $"vif{domain}.0", Mac(domain)));
        }
    }

    private async Task AllAtOnce(string action, IEnumerable<int> domains)
    {
        var results = await Task.WhenAll(
            domains.Select(domain =>
                Host.Start(Programs.VifBridge, [action, "type_if=vif", "antispoof=yes"], LibxlVariables(domain)).Ended
            )
        );
        Assert.All(results, result => result.ShouldSucceedQuietly());
    }

    private void ShouldBeGuardedAs(int domain)
    {
        var other = domain == FirstDomain ? domain + 1 : domain - 1;
        var (own, mac) = (Inet.UdpFrame(Address(domain)).From(Mac(domain)), Mac(domain));
        ShouldPass(_ports[domain], own, Frame.Arp(2, mac, Address(domain), "192.0.2.1").From(mac));
        ShouldBeStopped(
            _ports[domain],
            Inet.UdpFrame(Address(other)).From(mac),
            Inet.UdpFrame(Address(domain)).From(Mac(other)),
            Frame.Arp(2, mac, Address(other), "192.0.2.1").From(mac),
            Frame.Arp(2, Mac(other), Address(domain), "192.0.2.1").From(mac),
            Inet6.UdpFrame("2001:db8::5").From(mac),
            own.Tagged(Frame.CustomerTag, 5)
        );
    }
}
