using System.Globalization;
using Xen.Hotplug.TestSupport.MadeUpHosts;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// Hosts that nobody thought of. `make test-faults` has 5,000; XEN_HOTPLUG_SEED and XEN_HOTPLUG_HOSTS choose others, such as the
/// one whose seed a failure has printed.
/// </summary>
public sealed class MadeUpHostSpecs
{
    private const int Seed = 20_000;
    private const int Hosts = 200;

    [Fact]
    public async Task A_made_up_host_is_after_start_and_stop_what_it_was()
    {
        var campaign = new HostCampaign(
            Number("XEN_HOTPLUG_SEED", Seed),
            Number("XEN_HOTPLUG_HOSTS", Hosts),
            TextWriter.Null
        );

        await campaign.Run();

        Console.WriteLine(campaign.Print());
        Assert.True(campaign.Failed == 0, $"{campaign.Print()}\n{string.Join('\n', campaign.Findings)}");
        Assert.True(campaign.Passed > 0);
    }

    private static int Number(string variable, int standard) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen
            ? int.Parse(chosen, CultureInfo.InvariantCulture)
            : standard;
}
