using System.Net;
using Xen.Hotplug.Common.Managers.NetworkManager;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers.NetworkManager;

/// <summary>Answers of nmcli 1.52.</summary>
public class NetworkManagerAnswersSpecs
{
    private const string Profiles = """
        6bd0cf31-8d76-3481-a157-64b37bae1191:/etc/NetworkManager/system-connections/wired.nmconnection
        e5f2cee7-3f8b-3856-a973-ba088ee20760:/run/NetworkManager/system-connections/a\:b\\c 1.nmconnection
        5ea0420b-ac05-4255-a33b-d3b2c95688a3:
        """;

    [Theory]
    [InlineData("6bd0cf31-8d76-3481-a157-64b37bae1191", "/etc/NetworkManager/system-connections/wired.nmconnection")]
    [InlineData("e5f2cee7-3f8b-3856-a973-ba088ee20760", "/run/NetworkManager/system-connections/a:b\\c 1.nmconnection")]
    [InlineData("5ea0420b-ac05-4255-a33b-d3b2c95688a3", "")]
    [InlineData("6bd0cf31", "")]
    public void A_profile_s_file_is_found(string uuid, string path) =>
        Assert.Equal(path, ActiveProfile.FindPath(Profiles, uuid));

    [Fact]
    public void What_stays_up_without_NetworkManager_is_no_loss() =>
        Assert.Empty(
            ManagerRefusals.FindLosses(
                "ethernet:connected:eth0\nbridge:connected:br0\nwifi:disconnected:wlan0\nwireguard:connected (externally):wg0\nloopback:connected (externally):lo\n",
                "802-3-ethernet:wired\nloopback:lo\n"
            )
        );

    [Fact]
    public void What_ends_with_NetworkManager_is_named() =>
        Assert.Equal(
            ["wlan0 (wifi)", "cdc-wdm0 (gsm)", "'work:1' (vpn)"],
            ManagerRefusals.FindLosses(
                "ethernet:connected:eth0\nwifi:connected:wlan0\ngsm:connecting:cdc-wdm0\n",
                "802-3-ethernet:wired\nvpn:work:1\n"
            )
        );

    [Theory]
    [InlineData("::f702:38c1:278e:957a", "fd77::f702:38c1:278e:957a", "2001:db8::f702:38c1:278e:957a")]
    [InlineData(null, "fd77::f702:38c1:278e:957a", "2001:db8::1:2:3:4")]
    [InlineData(null)]
    public void A_lower_half_that_all_addresses_have_is_a_token(string? token, params string[] addresses) =>
        Assert.Equal(token, CardIdentity.FindToken(addresses.Select(IPAddress.Parse)));
}
