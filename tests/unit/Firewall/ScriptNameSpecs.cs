using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Firewall;
using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

public class ScriptNameSpecs
{
    [Theory]
    [InlineData("vif1.0")]
    [InlineData("vif1.0-emu")]
    [InlineData("A_b@c+9")]
    [InlineData("-j")]
    public void A_name_of_letters_digits_and_plain_marks_may_stand_in_a_script(string name) => ScriptName.Require(name);

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a'b")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("a;b")]
    [InlineData("a{b")]
    [InlineData("a}b")]
    [InlineData("a#b")]
    [InlineData("a$b")]
    [InlineData("a\\b")]
    [InlineData("a*")]
    [InlineData("!a")]
    [InlineData("a,b")]
    [InlineData("\u00e9t\u00e9")]
    [InlineData("\u0663")]
    public void A_name_with_another_character_is_an_error_that_says_what_to_do(string name)
    {
        var error = Assert.Throws<HotplugException>(() => ScriptName.Require(name));
        Assert.Equal(
            $"could not make firewall rules for {Text.Printable(name)}: its name has more than letters, digits and .-_@+ in it; choose another vifname",
            error.Message
        );
    }

    [Fact]
    public void Each_of_several_names_is_checked() =>
        Assert.Contains(
            "a;b",
            Assert.Throws<HotplugException>(() => ScriptName.Require("vif1.0", "a;b", "web")).Message,
            StringComparison.Ordinal
        );
}
