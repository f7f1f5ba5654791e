using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Shadowing;

public sealed class ReservedNamesSpecs
{
    private static string? Reason(string name) =>
        ReservedNames.FindReason(
            new InMemoryNetwork(Eth0, Vif, RenamedVif, new Link { Index = 30, Name = "lan0" }),
            Name(name)
        );

    [Theory]
    [InlineData("vif2.0", "it is the first name of a guest's link")]
    [InlineData("vif02.00", "it is the first name of a guest's link")]
    [InlineData("tap2.0", "it is the first name of a guest's link")]
    [InlineData("vif2.0-emu", "names that end with -emu belong to emulated cards")]
    [InlineData("web-emu", "names that end with -emu belong to emulated cards")]
    [InlineData("xenbr0", "guests' files call a bridge so")]
    [InlineData("xenbr12", "guests' files call a bridge so")]
    [InlineData("eth7", "the kernel calls network cards so")]
    [InlineData("eth0.5", "the kernel calls network cards so")]
    [InlineData("xsb3", "bridge-shadow calls a bridge so while it works")]
    [InlineData("seth1", "bridge-shadow calls the uplink of eth1 so")]
    [InlineData("seth1.7", "bridge-shadow calls the uplink of eth1.7 so")]
    [InlineData("slan0", "bridge-shadow calls the uplink of lan0 so")]
    [InlineData("all", "the kernel keeps that name for itself")]
    [InlineData("default", "the kernel keeps that name for itself")]
    [InlineData("bonding_masters", "the kernel keeps that name for itself")]
    [InlineData("7", "programs take a number for a link's index")]
    [InlineData("-j", "programs take a word that begins with - for an option")]
    [InlineData("we;b", "it has more than letters, digits and .-_@+ in it")]
    [InlineData("$(halt)", "it has more than letters, digits and .-_@+ in it")]
    [InlineData("web*", "it has more than letters, digits and .-_@+ in it")]
    [InlineData("w\u00e9b", "it has more than letters, digits and .-_@+ in it")]
    public void A_name_that_others_need_is_reserved(string name, string reason) => Assert.Equal(reason, Reason(name));

    [Theory]
    [InlineData("web")]
    [InlineData("WEB")]
    [InlineData("VIF2.0")]
    [InlineData("web9.9")]
    [InlineData("vif")]
    [InlineData("vif1")]
    [InlineData("vif1.")]
    [InlineData("vif1.0a")]
    [InlineData("xenbr")]
    [InlineData("xenbrx")]
    [InlineData("ethan")]
    [InlineData("s")]
    [InlineData("sweb")]
    [InlineData("sguest")]
    [InlineData("7even")]
    [InlineData("All")]
    [InlineData("a-15-byte-name.")]
    public void A_guest_may_take_any_other_name(string name) => Assert.Null(Reason(name));
}
