using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A few of the flushes that `make test-faults` makes under attack.</summary>
public sealed class FlushAttackSpecs
{
    private const int Flushes = 3;

    [Fact]
    public Task No_foreign_MAC_address_passes_a_pinned_vif_under_attack() =>
        ShouldLetNothingThrough(attack => attack.BringVif());

    [Fact]
    public Task No_foreign_MAC_address_passes_a_pinned_vif_that_comes_back() =>
        ShouldLetNothingThrough(attack => attack.ReplugVif());

    private static async Task ShouldLetNothingThrough(Func<FlushAttack, Task> mend)
    {
        await using var attack = await FlushAttack.Prepare();
        var vif = await attack.AddVif();

        var result = await attack.Run(vif, FlushAttack.FromForeignMac, Flushes, () => mend(attack));

        Assert.True(result.Sent > 0);
        Assert.Equal(0, result.Total);
    }
}
