using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Configuration;

public class SettingsSpecs
{
    private static Settings Make(string? argument, string? environment, string? configuration) =>
        new(Only("bridge", argument), key => key == "bridge" ? environment : null, () => Only("bridge", configuration));

    private static Dictionary<string, string> Only(string key, string? value) =>
        value == null ? [] : new Dictionary<string, string> { [key] = value };

    [Theory]
    [InlineData("a", "e", "c", "a")]
    [InlineData(null, "e", "c", "e")]
    [InlineData(null, null, "c", "c")]
    [InlineData("a", null, "c", "a")]
    [InlineData("a", "e", null, "a")]
    public void Arguments_are_stronger_than_the_environment_and_that_than_the_file(
        string? argument,
        string? environment,
        string? configuration,
        string strongest
    ) => Assert.Equal(strongest, Make(argument, environment, configuration).Find("bridge"));

    [Theory]
    [InlineData("", "e", "c", "e")]
    [InlineData("", "", "c", "c")]
    [InlineData(null, "", "c", "c")]
    public void An_empty_value_counts_as_not_given(
        string? argument,
        string? environment,
        string? configuration,
        string strongest
    ) => Assert.Equal(strongest, Make(argument, environment, configuration).Find("bridge"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_key_that_nobody_gave_has_no_value(string? nothing) =>
        Assert.Null(Make(nothing, nothing, nothing).Find("bridge"));

    [Theory]
    [InlineData("a", "e", "a")]
    [InlineData(null, "e", "e")]
    [InlineData(null, null, null)]
    public void A_key_asked_of_the_caller_alone_is_not_looked_up_in_the_file(
        string? argument,
        string? environment,
        string? found
    ) => Assert.Equal(found, Make(argument, environment, "c").FindFromCaller("bridge"));

    [Fact]
    public void The_file_is_not_read_for_a_key_that_the_caller_gave()
    {
        var settings = new Settings(
            Only("bridge", "a"),
            _ => null,
            () => throw new InvalidOperationException("the file was read")
        );
        Assert.Equal("a", settings.Find("bridge"));
        Assert.Throws<InvalidOperationException>(() => settings.Find("mtu"));
    }

    [Fact]
    public void A_key_in_another_case_has_no_value() => Assert.Null(Make("a", "e", "c").Find("Bridge"));

    [Theory]
    [InlineData("yes", false, true)]
    [InlineData("no", true, false)]
    [InlineData(null, true, true)]
    [InlineData(null, false, false)]
    [InlineData("", true, true)]
    public void Yes_is_yes_and_no_is_no_and_nothing_is_the_default(string? value, bool otherwise, bool answer) =>
        Assert.Equal(answer, Make(value, null, null).IsYes("bridge", otherwise));

    [Theory]
    [InlineData("Yes")]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData(" yes")]
    public void A_value_that_is_neither_yes_nor_no_is_an_error(string value)
    {
        var error = Assert.Throws<HotplugException>(() => Make(value, null, null).IsYes("bridge", otherwise: true));
        Assert.Equal($"bridge={value} is neither yes nor no", error.Message);
    }

    [Fact]
    public void A_wrong_answer_is_not_made_up_for_by_a_weaker_source() =>
        Assert.Throws<HotplugException>(() => Make("maybe", "yes", "yes").IsYes("bridge", otherwise: true));

    [Theory]
    [InlineData("a", "e", "c", "c")]
    [InlineData("a", "e", null, null)]
    [InlineData("a", "e", "", null)]
    [InlineData(null, null, "c", "c")]
    public void What_the_file_says_can_be_asked_for_whatever_the_caller_says(
        string? argument,
        string? environment,
        string? configuration,
        string? found
    ) => Assert.Equal(found, Make(argument, environment, configuration).FindConfigured("bridge"));

    [Fact]
    public void A_lenient_reader_warns_once_of_a_broken_file_and_takes_it_for_empty()
    {
        var warnings = new List<string>();
        var broken = new Settings(Only("bridge", "a"), _ => null, () => throw new HotplugException("line 1 is broken"));

        var lenient = broken.Lenient(warnings.Add);

        Assert.Equal("a", lenient.Find("bridge"));
        Assert.Empty(warnings);
        Assert.Null(lenient.Find("mtu"));
        Assert.Null(lenient.FindConfigured("bridge"));
        Assert.Equal(["line 1 is broken"], warnings);
    }

    [Fact]
    public void A_lenient_reader_finds_what_the_other_finds() =>
        Assert.Equal("c", Make(null, null, "c").Lenient(_ => Assert.Fail("nothing is broken")).Find("bridge"));
}
