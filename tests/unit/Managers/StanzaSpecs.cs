using Xen.Hotplug.Common.Managers.Ifupdown;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers;

public class StanzaSpecs
{
    [Theory]
    [InlineData("address: 192.0.2.1/24\nmtu: 9000\n", 9000)]
    [InlineData("address: 192.0.2.1/24\n", null)]
    [InlineData("mtu: auto\n", null)]
    public void The_mtu_is_in_what_ifquery_prints(string text, int? mtu) => Assert.Equal(mtu, Stanza.FindMtu(text));
}
