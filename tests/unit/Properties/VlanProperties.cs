using FsCheck.Fluent;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>The key vlan, as somebody wrote it.</summary>
public class VlanProperties
{
    [Fact]
    public void A_value_that_is_read_is_written_and_read_as_itself()
    {
        var refusals = new Refusals();
        var term =
            from first in Gen.Choose(1, 60)
            from form in Gen.Elements("{0}", "{0}p", "{0}u", "{0}-{1}", "{0}-{1}u", "{0}+{2}x3", "{0}+{2}x2u")
            from more in Gen.Choose(0, 5)
            select string.Format(null, form, first, first + more, more);
        var list =
            from terms in Gen.Choose(1, 4).SelectMany(count => term.ArrayOf(count))
            select string.Join('/', terms);
        Cases.Check(
            Gen.OneOf(list, Some.Of("0123456789pux+-/ \0", 12)),
            text =>
            {
                var written = "";
                if (refusals.Of(() => written = $"{VlanKey.Parse(text)}") is { } message)
                {
                    Assert.Contains("vlan=", message, StringComparison.Ordinal);
                    return;
                }
                Assert.Equal(written, $"{VlanKey.Parse(written)}");
                Assert.Equal(VlanKey.Parse(text), VlanKey.Parse(written));
            }
        );
        refusals.IsBoth(10);
    }
}
