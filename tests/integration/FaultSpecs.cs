using Xen.Hotplug.TestSupport.Faults;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// Each command of each program, with a fault at a few of its calls to the kernel and to the store: at one of each kind at
/// least an error, and at one a kill. `make test-faults` has them all.
/// </summary>
public sealed class FaultSpecs
{
    // A prime, so that every fault comes to some of the calls of a kind.
    private const int Step = 101;

    [Theory]
    [InlineData("start", false)]
    [InlineData("stop", false)]
    [InlineData("start", true)]
    [InlineData("stop", true)]
    public Task Bridge_shadow_survives_or_undoes_a_fault(string command, bool isOldKernel) =>
        ShouldFindNothing(new ShadowScenario(command, isOldKernel));

    [Theory]
    [InlineData("online")]
    [InlineData("offline")]
    [InlineData("add")]
    [InlineData("remove")]
    public Task Vif_bridge_survives_or_undoes_a_fault(string command) =>
        ShouldFindNothing(new VifBridgeScenario(command, isGuarded: true));

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    public Task Network_bridge_additional_survives_or_undoes_a_fault(string command) =>
        ShouldFindNothing(new NetworkScenario(command, isGuarding: true));

    private static async Task ShouldFindNothing(IScenario scenario)
    {
        var tally = new Tally(TextWriter.Null);

        await Campaigns.OfProgram(scenario, Step, tally).Run();

        Campaigns.RequireKinds(scenario, tally);
        Assert.True(tally.Failed == 0, string.Join("\n\n", tally.Findings));
    }
}
