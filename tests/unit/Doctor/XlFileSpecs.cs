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
    [InlineData("key = ['a']\nkey += ['b']\n")]
    [InlineData("key = ('a')\nkey += ('b')\n")]
    [InlineData("key = ['a', 'b', ['c'], 'd']")]
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

    [Theory]
    [InlineData("vif = [ 'a' ]\r\n", 1, "CR LF")]
    [InlineData("vif = [ 'a'\n 'b' ]\n", 2, "comma is missing before b")]
    [InlineData("vif = [ 'a',,'b' ]\n", 1, "value is missing before a comma")]
    [InlineData("\nvif = [ 'a'\n", 2, "not closed")]
    [InlineData("vif = [ 'a ]\n", 1, "quote is not closed")]
    [InlineData("vif = [ 'a' % b ]\n", 1, "no % b ]")]
    [InlineData("vif = [ nic(3) ]\n", 1, "quoted texts, numbers and commas alone")]
    [InlineData("name = web\n", 1, "neither a quoted text")]
    [InlineData("name = 'w\\eb'\n", 1, "no \\e in quotes")]
    [InlineData("name = 'a' memory = 3\n", 1, "more behind the value of name")]
    [InlineData("import os\n", 1, "no = behind import")]
    [InlineData("name = 'a'\n3 = 4\n", 2, "a key was to begin")]
    [InlineData("vif = 'a'\nvif += ['b']\n", 2, "adds a list to what is none")]
    [InlineData("vif = [] # c", 1, "comment in the last line")]
    public void What_xl_refuses_is_named_with_its_line(string text, int line, string reason)
    {
        var fault = XlFile.Parse(text).Fault;

        Assert.NotNull(fault);
        Assert.Equal(line, fault.Line);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_depth_of_lists_is_read()
    {
        var deep = new string('[', 300_000);

        Assert.Equal("the list is not closed", XlFile.Parse($"vif = {deep}").Fault?.Reason);
        Assert.Equal([], XlFile.Parse($"vif = {deep}{new string(']', 300_000)}").List("vif"));
    }

    [Fact]
    public void A_list_may_be_empty() => Assert.Equal([], XlFile.Parse("vif = [ ]").List("vif"));

    [Fact]
    public void What_follows_a_list_is_read()
    {
        var file = XlFile.Parse("vif = [ 'bridge=eth0' ]; name = \"web\"\nmemory=512");

        Assert.Equal(("web", "512"), (file.Find("name"), file.Find("memory")));
    }
}
