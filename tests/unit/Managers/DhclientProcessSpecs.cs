using Xen.Hotplug.Common.Managers.DhcpClients;
using Xen.Hotplug.Common.Processes;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers;

public class DhclientProcessSpecs
{
    private const int Process = 394;
    private const int Link = 3;

    [Theory]
    [InlineData(
        "dhclient -4 -v -i -pf /run/dhclient.eth0.pid eth0",
        "dhclient -nw -4 -v -i -pf /run/dhclient.eth0.pid eth0"
    )]
    [InlineData("dhclient eth0 -nw", "dhclient eth0 -nw")]
    [InlineData("/sbin/dhclient", "/sbin/dhclient -nw")]
    public void A_successor_has_its_words_and_waits_for_no_lease(string words, string command) =>
        Assert.Equal(command, Having(words.Split(' '), Link).Command);

    [Fact]
    public void A_word_is_quoted_for_the_shell_whole() =>
        Assert.Equal(
            "dhclient -nw -cf '/etc/my dhclient;conf' '' 'it'\\''s'",
            Having(["dhclient", "-cf", "/etc/my dhclient;conf", "", "it's"], Link).Command
        );

    [Fact]
    public void It_is_deaf_once_all_its_links_are_gone()
    {
        Assert.True(Having(["dhclient"], PacketSocket.NoLink).IsDeaf);
        Assert.False(Having(["dhclient"], PacketSocket.NoLink, Link).IsDeaf);
    }

    private static DhclientProcess Having(IReadOnlyList<string> words, params int[] links) =>
        new(Process, words, links.ToHashSet());
}
