using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Bridging;
using Xunit;

namespace Xen.Hotplug.UnitTests.Bridging;

public sealed class VlanKeySpecs
{
    [Theory]
    [InlineData("10", "10p")]
    [InlineData("10p", "10p")]
    [InlineData("4094", "4094p")]
    [InlineData("10p/20", "10p/20")]
    [InlineData("20/10p", "10p/20")]
    [InlineData("1p/10u/20", "1p/10u/20")]
    [InlineData("1p/10-12", "1p/10-12")]
    [InlineData("1p/10-12u", "1p/10-12u")]
    [InlineData("1p/10-10", "1p/10")]
    [InlineData("1p/10-12/13", "1p/10-13")]
    [InlineData("1p/2-3/4u", "1p/2-3/4u")]
    // xl-network-configuration(5): COUNT additional IDs. Its example has another number.
    [InlineData("1p/100+10x4", "1p/100/110/120/130/140")]
    [InlineData("1p/100+1x2u", "1p/100-102u")]
    [InlineData("1p/2-4094", "1p/2-4094")]
    [InlineData("0010p", "10p")]
    public void A_value_is_read_as_xl_documents_it(string text, string expected) =>
        Assert.Equal(expected, VlanKey.Parse(text).ToString());

    [Theory]
    [InlineData("", "''", "not an ID")]
    [InlineData("0", "'0'", "from 1 to 4094")]
    [InlineData("4095", "'4095'", "from 1 to 4094")]
    [InlineData("10/20p/x", "'x'", "not an ID")]
    [InlineData("10p/", "''", "not an ID")]
    [InlineData("10p/20/20", "'20'", "second time")]
    [InlineData("10p/20-29/25u", "'25u'", "second time")]
    [InlineData("10p/10", "'10'", "second time")]
    [InlineData("10/20", "vlan=10/20", "no PVID")]
    [InlineData("10u", "vlan=10u", "no PVID")]
    [InlineData("10p/20p", "vlan=10p/20p", "several PVIDs")]
    [InlineData("10-20p", "'10-20p'", "only one")]
    [InlineData("1p/20-10", "'20-10'", "empty range")]
    [InlineData("1p/20-", "'20-'", "not an ID")]
    [InlineData("1p/20+5", "'20+5'", "ID+OFFSETxCOUNT")]
    [InlineData("1p/20x5", "'20x5'", "not an ID")]
    [InlineData("1p/x20+5", "'x20+5'", "ID+OFFSETxCOUNT")]
    [InlineData("1p/20+0x5", "'20+0x5'", "1 or more")]
    [InlineData("1p/20+5x0", "'20+5x0'", "1 or more")]
    [InlineData("1p/20+2000x3", "'20+2000x3'", "past the last")]
    [InlineData("1p/20+2147483647x2147483647", "'20+2147483647x2147483647'", "past the last")]
    [InlineData("1p/20-30-40", "'20-30-40'", "not an ID")]
    [InlineData("1p/ 20", "' 20'", "not an ID")]
    [InlineData("1p/-5", "'-5'", "not an ID")]
    [InlineData("1p/20+-5x1", "'20+-5x1'", "not an ID")]
    [InlineData("1p/20t", "'20t'", "not an ID")]
    [InlineData("1p/2\u00660", "'2\u00660'", "not an ID")]
    public void A_wrong_value_is_refused_with_its_term(string text, params string[] words)
    {
        var exception = Assert.Throws<HotplugException>(() => VlanKey.Parse(text));

        Assert.All(words, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
    }
}
