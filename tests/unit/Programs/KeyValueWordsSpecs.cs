using Xen.Hotplug.Common.Programs;
using Xunit;

namespace Xen.Hotplug.UnitTests.Programs;

public class KeyValueWordsSpecs
{
    private static KeyValueWords Parse(params string[] words) => KeyValueWords.Parse(words);

    [Theory]
    [InlineData("online", "bridge=eth0", "type_if=vif")]
    [InlineData("bridge=eth0", "online", "type_if=vif")]
    [InlineData("type_if=vif", "bridge=eth0", "online")]
    public void Words_may_come_in_any_order(params string[] arguments)
    {
        var words = Parse(arguments);
        Assert.Equal("online", words.Command);
        Assert.Equal("eth0", words.Values["bridge"]);
        Assert.Equal("vif", words.Values["type_if"]);
        Assert.Equal(2, words.Values.Count);
        Assert.Empty(words.Operands);
    }

    [Fact]
    public void Words_without_an_equals_sign_are_the_command_and_its_operands()
    {
        var words = Parse("a=1", "start", "stop", "b=2", "status");
        Assert.Equal("start", words.Command);
        Assert.Equal(["stop", "status"], words.Operands);
    }

    [Fact]
    public void An_empty_command_line_has_no_command()
    {
        var words = Parse();
        Assert.Null(words.Command);
        Assert.Empty(words.Operands);
        Assert.Empty(words.Values);
    }

    [Fact]
    public void Keys_and_values_alone_make_no_command() => Assert.Null(Parse("bridge=eth0").Command);

    [Fact]
    public void An_empty_word_is_a_command_that_nobody_knows() => Assert.Equal("", Parse("", "online").Command);

    [Theory]
    [InlineData("ip=a=b", "a=b")]
    [InlineData("ip==", "=")]
    [InlineData("ip==b", "=b")]
    public void A_value_may_hold_further_equals_signs(string word, string value) =>
        Assert.Equal(value, Parse(word).Values["ip"]);

    [Theory]
    [InlineData("")]
    [InlineData("$(touch /tmp/x)")]
    [InlineData("`id`")]
    [InlineData("a b\tc\nd")]
    [InlineData("'\"\\;&|<>")]
    [InlineData("--help")]
    [InlineData("\0\u001b[31m")]
    [InlineData("caf\u00e9")]
    public void A_value_may_hold_anything_and_is_taken_as_it_is(string value) =>
        Assert.Equal(value, Parse($"ip={value}").Values["ip"]);

    [Fact]
    public void A_word_that_begins_with_an_equals_sign_is_no_command()
    {
        var words = Parse("=x", "online");
        Assert.Equal("online", words.Command);
        Assert.Equal("x", words.Values[""]);
    }

    [Fact]
    public void The_later_value_of_a_key_given_twice_counts() =>
        Assert.Equal("eth1", Parse("bridge=eth0", "online", "bridge=eth1").Values["bridge"]);

    [Fact]
    public void Keys_differ_by_case()
    {
        var words = Parse("bridge=eth0", "BRIDGE=eth1");
        Assert.Equal("eth0", words.Values["bridge"]);
        Assert.Equal("eth1", words.Values["BRIDGE"]);
    }
}
