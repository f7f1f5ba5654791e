using Xen.Hotplug.Common.Nftables;
using Xunit;

namespace Xen.Hotplug.UnitTests.Nftables;

public class NftWordSpecs
{
    [Theory]
    [InlineData("filter")]
    [InlineData("xen-antispoof")]
    [InlineData("a/b.c_d\\e9")]
    public void A_name_of_letters_and_nfts_marks_is_a_word(string name) => Assert.True(NftWord.IsName(name));

    [Theory]
    [InlineData("")]
    [InlineData("9a")]
    [InlineData("-a")]
    [InlineData("x; flush ruleset")]
    [InlineData("a\n")]
    [InlineData("a'b")]
    [InlineData("caf\u00e9")]
    public void A_name_that_nft_reads_as_more_is_none(string name) => Assert.False(NftWord.IsName(name));

    [Theory]
    [InlineData("eth0", "\"eth0\"")]
    [InlineData("a*b", "\"a*b\"")]
    [InlineData("a*", "\"a\\*\"")]
    [InlineData("a\\*", "\"a\\\\*\"")]
    public void A_star_at_the_end_of_a_link_stands_for_itself(string link, string word) =>
        Assert.Equal(word, NftWord.Quoted(link));

    [Fact]
    public void A_link_with_a_quote_has_no_word() => Assert.False(NftWord.CanQuote("a\"b"));
}
