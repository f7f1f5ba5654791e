using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Two guarded guests whose network is the real kernel's.</summary>
public sealed class AntispoofKernelSpecs : VifBridgeSpecs
{
    private Guest _one = null!;
    private Guest _two = null!;

    [Fact]
    public async Task Guarded_guests_reach_each_other_at_their_addresses()
    {
        await GivenTwoGuests();
        await _one.Shell("ip addr add 192.0.2.5/24 dev eth0; ip addr add 2001:db8::5/64 dev eth0");
        await _two.Shell("ip addr add 192.0.2.6/24 dev eth0; ip addr add 2001:db8::6/64 dev eth0");
        await AddressesAreUsable(_one, 2);
        await AddressesAreUsable(_two, 2);

        await _one.Shell("ping -c 1 -w 10 192.0.2.6");
        await _two.Shell("ping -c 1 -w 10 192.0.2.5");
        await _one.Shell("ping -c 1 -w 10 2001:db8::6");
        await _two.Shell("ping -c 1 -w 10 2001:db8::5");
        await _one.Shell($"ping -c 1 -w 10 {Party.Neighbour.LinkLocal}%eth0");
        await _two.Shell($"ping -c 1 -w 10 {Party.Own.LinkLocal}%eth0");
        // Large ones come in fragments.
        await _one.Shell("ping -c 1 -w 10 -s 4000 192.0.2.6");
        await _one.Shell("ping -c 1 -w 10 -s 4000 2001:db8::6");
        await _one.Shell($"ping -c 1 -w 10 -s 4000 {Party.Neighbour.LinkLocal}%eth0");
    }

    [Fact]
    public async Task A_neighbour_that_was_forgotten_is_found_again()
    {
        await GivenTwoGuests();
        await _one.Shell("ip addr add 2001:db8::5/64 dev eth0 nodad");
        await _two.Shell("ip addr add 2001:db8::6/64 dev eth0 nodad");
        await _one.Shell("ping -c 1 -w 10 2001:db8::6");

        await _one.Shell("ip -6 neigh flush dev eth0");
        await _two.Shell("ip -6 neigh flush dev eth0");

        await _two.Shell("ping -c 1 -w 10 2001:db8::5");
        Assert.Contains(
            Party.Own.Mac,
            await _two.Shell("ip -6 neigh show 2001:db8::5 dev eth0"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_kernel_detects_an_address_that_another_guarded_guest_has()
    {
        await GivenTwoGuests(bothMay: " 2001:db8::50");
        await _one.Shell("ip addr add 2001:db8::50/64 dev eth0");
        await AddressesAreUsable(_one, 2);

        await _two.Shell("ip addr add 2001:db8::50/64 dev eth0");

        await _two.Shell("until ip -6 addr show dev eth0 dadfailed | grep 2001:db8::50; do sleep 0.02; done");
    }

    [Fact]
    public async Task A_guest_with_an_address_that_is_not_its_own_reaches_nobody()
    {
        await GivenTwoGuests();
        await _one.Shell("ip addr add 192.0.2.7/24 dev eth0; ip addr add 2001:db8::7/64 dev eth0 nodad");
        await _two.Shell("ip addr add 192.0.2.6/24 dev eth0; ip addr add 2001:db8::6/64 dev eth0 nodad");

        await _one.Shell("! ping -c 1 -W 0.5 192.0.2.6");
        await _one.Shell("! ping -c 1 -W 0.5 -I 2001:db8::7 2001:db8::6");
        // The network works: with the right address it goes.
        await _one.Shell(
            """
            ip addr del 192.0.2.7/24 dev eth0
            ip addr add 192.0.2.5/24 dev eth0
            ip neigh flush dev eth0
            ping -c 1 -w 10 192.0.2.6
            """
        );
    }

    private async Task GivenTwoGuests(string bothMay = "")
    {
        await Host.AddBridge("eth0");
        _one = await GivenAGuest(1, Party.Own, bothMay);
        _two = await GivenAGuest(2, Party.Neighbour, bothMay);
        foreach (var guest in (Guest[])[_one, _two])
            await AddressesAreUsable(guest, 1);
    }

    private async Task<Guest> GivenAGuest(int domain, Party party, string ip)
    {
        WriteBackend("eth0", domain);
        Store.Write($"/local/domain/0/backend/vif/{domain}/0/mac", party.Mac);
        Store.Write($"/local/domain/0/backend/vif/{domain}/0/ip", $"{party.Inet} {party.Inet6}{ip}");
        var guest = await Host.AddGuest($"vif{domain}.0");
        var result = Host.Start(Programs.VifBridge, ["online", "type_if=vif", "antispoof=yes"], LibxlVariables(domain));
        (await result.Ended).ShouldSucceedQuietly();
        Assert.Contains(party.Mac, await Host.Shell("nft list table bridge xen-antispoof"), StringComparison.Ordinal);
        // The kernel is to detect duplicates, but need not take its time.
        await guest.Shell(
            $"""
            echo 0 > /proc/sys/net/ipv6/conf/eth0/router_solicitation_delay
            echo 200 > /proc/sys/net/ipv6/neigh/eth0/retrans_time_ms
            ip link set dev eth0 address {party.Mac} up
            """
        );
        await Host.PortForwards($"vif{domain}.0");
        return guest;
    }

    /// <summary>Waits until duplicate address detection is done with so many addresses.</summary>
    private static Task<string> AddressesAreUsable(Guest guest, int count) =>
        guest.Shell(
            $$"""
            for attempt in $(seq 500); do
                [ $(ip -6 -o addr show dev eth0 -tentative | wc -l) != {{count}} ] || exit 0
                sleep 0.02
            done
            ip addr show dev eth0 >&2
            exit 1
            """
        );
}
