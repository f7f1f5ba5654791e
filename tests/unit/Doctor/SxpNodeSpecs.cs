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
    public void Anything_else_is_no_entry(string text) => Assert.Null(SxpNode.Parse(text).Find("vif-script"));

    [Fact]
    public void No_depth_ends_the_program() =>
        Assert.Null(SxpNode.Parse(new string('(', 1_000_000)).Find("vif-script"));
}
