using Xen.Hotplug.Common.Managers.NetworkManager;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers.NetworkManager;

public class ConnectionFileSpecs
{
    [Theory]
    [InlineData("")]
    [InlineData("[connection]\nid=a=b\n\n[ipv4]\n")]
    [InlineData("[wifi-security]\npsk= with blanks\n")]
    public void A_file_is_written_as_it_was_read(string text) =>
        Assert.Equal(text, ConnectionFile.Parse(text).Format());

    [Fact]
    public void Comments_and_lines_before_the_first_group_are_left_out() =>
        Assert.Equal("[a]\nb=1\n", ConnectionFile.Parse("odd=1\n# one\n[a]\n; two\nb=1\n\n").Format());

    [Fact]
    public void A_group_that_is_there_twice_is_one() =>
        Assert.Equal("[a]\nb=1\nc=2\n", ConnectionFile.Parse("[a]\nb=1\n[a]\nc=2\n").Format());

    [Fact]
    public void The_last_of_a_key_counts() => Assert.Equal("2", ConnectionFile.Parse("[a]\nb=1\nb=2\n").Find("a", "b"));

    [Fact]
    public void A_key_whose_name_another_begins_with_is_not_meant() =>
        Assert.Null(ConnectionFile.Parse("[a]\nbc=1\n").Find("a", "b"));
}
