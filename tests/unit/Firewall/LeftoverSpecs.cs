using Xen.Hotplug.Common.Firewall;
using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

/// <summary>Which arrivals look for the guards of guests that ended without an event.</summary>
public sealed class LeftoverSpecs
{
    public static TheoryData<int> StepsBetweenArrivals => new(Enumerable.Range(1, 16));

    [Theory]
    [MemberData(nameof(StepsBetweenArrivals))]
    public void Every_seventeenth_arrival_looks_whatever_the_step_between_indices(int step)
    {
        for (var first = 1; first <= 17; first++)
        {
            var indices = Enumerable.Range(0, 17).Select(arrival => first + arrival * step);
            Assert.Single(indices, NftablesFirewall.IsSearching);
        }
    }
}
