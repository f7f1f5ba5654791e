using Xen.Hotplug.XenBridgeDoctor.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

public class SxpNodeSpecs
{
    [Theory]
    [InlineData("(vif-script vif-bridge)", "vif-bridge")]
    [InlineData("(vif-script 'vif-bridge bridge=eth0')", "vif-bridge bridge=eth0")]
    [InlineData("(vif-script \"vif-bridge bridge=eth0\")", "vif-bridge bridge=eth0")]
    [InlineData("# (vif-script no)\n(dom0-min-mem 256)\n  ( vif-script\n 'vif-bridge' ) # end", "vif-bridge")]
    [InlineData("(vif-script no)(vif-script vif-bridge)", "vif-bridge")]
    [InlineData("(vif-script 'it\\'s')", "it's")]
    [InlineData(")) (vif-script vif-bridge", "vif-bridge")]
    [InlineData("(vif-script 'not closed", "not closed")]
    public void An_entry_is_found(string text, string value) =>
        Assert.Equal(value, SxpNode.Parse(text).Find("vif-script"));

    [Theory]
    [InlineData("")]
    [InlineData("#(vif-script vif-bridge)")]
    [InlineData("(vif-script)")]
    [InlineData("(vif-script (vif-bridge))")]
    [InlineData("(other (vif-script vif-bridge))")]
    [InlineData("vif-script vif-bridge")]
    public void A_text_without_the_entry_has_none(string text) => Assert.Null(SxpNode.Parse(text).Find("vif-script"));

    [Fact]
    public void A_million_open_parentheses_do_not_overflow_the_stack() =>
        Assert.Null(SxpNode.Parse(new string('(', 1_000_000)).Find("vif-script"));
}
