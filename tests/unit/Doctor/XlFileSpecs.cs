using Xen.Hotplug.XenBridgeDoctor.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

public class XlFileSpecs
{
    [Theory]
    [InlineData("key=\"value\"", "value")]
    [InlineData("key='value'", "value")]
    [InlineData("  key \t=  \"value\"  # comment", "value")]
    [InlineData("key=value", "value")]
    [InlineData("key = 512 # comment", "512")]
    [InlineData("other=1; key=\"value\"; more=2", "value")]
    [InlineData("key=\"first\"\nkey=\"value\"", "value")]
    [InlineData("key=\"va\\\"lue\"", "va\"lue")]
    [InlineData("key=\"a;b#c\"", "a;b#c")]
    [InlineData("key=\"value\nother=1", "value")]
    [InlineData("import os\nif x == 3: pass\nkey='value'", "value")]
    [InlineData("other=\"it is key='no'\"\nkey='value'", "value")]
    [InlineData("key='value'\r\nother='1'\r\n", "value")]
    [InlineData("key=", "")]
    public void The_value_of_a_key_is_found(string text, string value) =>
        Assert.Equal(value, XlFile.Parse(text).Find("key"));

    [Theory]
    [InlineData("")]
    [InlineData("# key='value'")]
    [InlineData("other=\"key='value'\"")]
    [InlineData("key == 3")]
    [InlineData("key")]
    [InlineData("vif.key='value'")]
    [InlineData("print key='value'")]
    public void A_text_that_assigns_no_string_to_the_key_has_no_value(string text) =>
        Assert.Null(XlFile.Parse(text).Find("key"));

    [Theory]
    [InlineData("key=['a','b']")]
    [InlineData("key = [ 'a', \"b\", ]")]
    [InlineData("key = [ 'a', # first\n        'b' # , 'c'\n      ]\nother=1")]
    [InlineData("key = [ ['a'], ['b'] ]")]
    [InlineData("key = [ 'a', nic(3), 'b' ]")]
    [InlineData("key = ('a', 'b')")]
    [InlineData("key = [ 'a', 'b'")]
    public void The_members_of_a_list_are_found(string text) =>
        Assert.Equal(["a", "b"], XlFile.Parse(text).List("key"));

    [Theory]
    [InlineData("key='a'")]
    [InlineData("key=a")]
    [InlineData("")]
    public void What_is_no_list_has_no_members(string text) => Assert.Null(XlFile.Parse(text).List("key"));

    [Fact]
    public void A_list_may_be_empty() => Assert.Equal([], XlFile.Parse("vif = [ ]").List("vif"));

    [Fact]
    public void What_follows_a_list_is_read()
    {
        var file = XlFile.Parse("vif = [ 'bridge=eth0' ]; name = \"web\"\nmemory=512");

        Assert.Equal(("web", "512"), (file.Find("name"), file.Find("memory")));
    }
}
