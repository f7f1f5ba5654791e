using Xen.Hotplug.Common.Xenstore;
using Xunit;

namespace Xen.Hotplug.UnitTests.Xenstore;

public class XenstorePathSpecs
{
    [Theory]
    [InlineData("/")]
    [InlineData("a")]
    [InlineData("backend/vif/1/0")]
    [InlineData("/local/domain/0/backend/vif/1/0/hotplug-status")]
    [InlineData("/A-Z_a-z@0-9")]
    public void An_ordinary_path_is_allowed(string path) => Assert.Null(XenstorePath.FindFault(path));

    [Theory]
    [InlineData("", "a path must not be empty")]
    [InlineData("a/", "a path must not end with a slash")]
    [InlineData("//", "a path must not hold two slashes in a row")]
    [InlineData("/a//b", "a path must not hold two slashes in a row")]
    [InlineData("a b", "a path may hold only letters, digits and the characters - / _ @")]
    [InlineData("a.b", "a path may hold only letters, digits and the characters - / _ @")]
    [InlineData("a\0", "a path may hold only letters, digits and the characters - / _ @")]
    [InlineData("a\n", "a path may hold only letters, digits and the characters - / _ @")]
    [InlineData("caf\u00e9", "a path may hold only letters, digits and the characters - / _ @")]
    public void A_path_that_the_store_would_refuse_has_a_reason(string path, string reason) =>
        Assert.Equal(reason, XenstorePath.FindFault(path));

    [Fact]
    public void An_absolute_path_may_have_3072_characters()
    {
        var longest = "/" + new string('a', 3071);
        Assert.Null(XenstorePath.FindFault(longest));
        Assert.Equal(
            "such a path may have at most 3072 characters and this has 3073",
            XenstorePath.FindFault(longest + "a")
        );
    }

    [Fact]
    public void A_relative_path_may_have_2048_characters()
    {
        var longest = new string('a', 2048);
        Assert.Null(XenstorePath.FindFault(longest));
        Assert.Equal(
            "such a path may have at most 2048 characters and this has 2049",
            XenstorePath.FindFault(longest + "a")
        );
    }

    [Theory]
    [InlineData("backend/vif/1/0/mac", "mac under backend/vif/1/0")]
    [InlineData("/tool", "/tool")]
    [InlineData("tool", "tool")]
    [InlineData("/", "/")]
    public void A_sentence_names_the_node_first(string path, string words) =>
        Assert.Equal(words, XenstorePath.Describe(path));
}
