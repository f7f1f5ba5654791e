using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class InterfaceNameSpecs
{
    private const string BadCharacter = "it has a white space or one of / : % or a control character in it";

    [Theory]
    [InlineData("e")]
    [InlineData("eth0")]
    [InlineData("vif123.4-emu")]
    [InlineData("123456789012345")]
    [InlineData("-")]
    [InlineData("...")]
    [InlineData("a'b\"c$d;e")]
    [InlineData("caf\u00e9")]
    [InlineData("1234567890123\u00e9")]
    public void A_name_that_the_kernel_accepts_is_accepted(string name) =>
        Assert.Equal(name, InterfaceName.Parse(name, "bridge").ToString());

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(".", "it names a directory")]
    [InlineData("..", "it names a directory")]
    [InlineData("1234567890123456", "it is longer than 15 bytes")]
    [InlineData("12345678901234\u00e9", "it is longer than 15 bytes")]
    [InlineData("a/b", BadCharacter)]
    [InlineData("a:b", BadCharacter)]
    [InlineData("a%d", BadCharacter)]
    [InlineData("a b", BadCharacter)]
    [InlineData(" a", BadCharacter)]
    [InlineData("a\t", BadCharacter)]
    [InlineData("a\n", BadCharacter)]
    [InlineData("a\v", BadCharacter)]
    [InlineData("a\0", BadCharacter)]
    [InlineData("a\u001b", BadCharacter)]
    [InlineData("a\u007f", BadCharacter)]
    [InlineData("a\ufffd", "it is not in UTF-8; give the link another name")]
    public void A_name_that_the_kernel_would_refuse_has_a_reason(string name, string reason)
    {
        Assert.Equal(reason, InterfaceName.WhyInvalid(name));
        var error = Assert.Throws<HotplugException>(() => InterfaceName.Parse(name, "vifname"));
        Assert.Equal($"vifname={Text.Printable(name)} is no valid name of a link: {reason}", error.Message);
    }

    /// <summary>The kernel's isspace knows Latin-1, and so takes this byte for a no-break space in any character.</summary>
    [Theory]
    [InlineData("\u00e0")]
    [InlineData("eth\u0420")]
    public void A_name_with_the_byte_a0_has_a_reason_to_be_refused(string name) =>
        Assert.NotNull(InterfaceName.WhyInvalid(name));

    [Fact]
    public void A_refusal_is_one_line_however_long_and_strange_the_name_is()
    {
        var error = Assert.Throws<HotplugException>(() => InterfaceName.Parse($"\u001b[31m\n{new('x', 5000)}", "vif"));
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.InRange(error.Message.Length, 200, 300);
    }

    [Fact]
    public void Names_are_equal_by_their_text()
    {
        Assert.Equal(InterfaceName.Parse("eth0", "bridge"), InterfaceName.Parse("eth0", "vif"));
        Assert.NotEqual(InterfaceName.Parse("eth0", "bridge"), InterfaceName.Parse("Eth0", "bridge"));
    }
}
