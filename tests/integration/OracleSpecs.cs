using Xen.Hotplug.TestStore;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The stock vif-bridge as an oracle: the same scenarios through both leave the same links and the same store.</summary>
public sealed class OracleSpecs
{
    private const string Given = """
        ip link add eth0 address 02:00:00:00:00:01 type bridge
        ip link set dev eth0 up
        ip link add vif1.0 address 02:00:00:00:00:02 type veth peer name far1.0 address 02:00:00:00:00:03
        ip tuntap add dev vif1.0-emu mode tap
        ip link set dev vif1.0-emu address 02:00:00:00:00:04
        backend=/local/domain/0/backend/vif/1/0
        frontend=/local/domain/1/device/vif/0
        xenstore-write $backend/frontend $frontend $backend/frontend-id 1 $backend/bridge eth0 \
            $backend/mac 00:16:3e:12:34:56 $backend/handle 0 $backend/hotplug-status '' $frontend/backend $backend
        """;

    private static readonly Dictionary<string, string> s_variables = new()
    {
        ["XENBUS_TYPE"] = "vif",
        ["XENBUS_PATH"] = "backend/vif/1/0",
        ["XENBUS_BASE_PATH"] = "backend",
        ["vif"] = "vif1.0",
        ["INTERFACE"] = "vif1.0-emu",
        ["backend"] = "/local/domain/0/backend/vif/1/0",
        ["frontend"] = "/local/domain/1/device/vif/0",
    };

    public static TheoryData<string> Scenarios => [.. OracleScenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Both_programs_leave_the_same_but_for_the_intended_differences(string name)
    {
        var scenario = OracleScenario.All.Single(scenario => scenario.Name == name);
        var anywhere = IntendedDifference.Everywhere.SelectMany(entry => entry.Differences);
        var intended = IntendedDifference
            .All.Where(entry => entry.Scenarios.Contains(name))
            .SelectMany(entry => entry.Differences)
            .ToList();

        var stock = await Play(scenario, Programs.StockVifBridge);
        var ours = await Play(scenario, Programs.VifBridge);

        var differences = Observation.Compare(stock, ours);
        var unexpected = string.Join('\n', differences.Except(intended).Except(anywhere));
        var missing = string.Join('\n', intended.Except(differences));
        Assert.True(unexpected.Length == 0, $"They differ where they should not:\n{unexpected}");
        Assert.True(missing.Length == 0, $"They do not differ where they should:\n{missing}");
    }

    [Fact]
    public void Every_intended_difference_has_a_reason_and_a_scenario() =>
        Assert.All(
            IntendedDifference.All.Concat(IntendedDifference.Everywhere),
            entry =>
            {
                Assert.NotEmpty(entry.Reason);
                Assert.NotEmpty(entry.Differences);
                Assert.NotEmpty(entry.Scenarios);
                Assert.All(entry.Scenarios, name => Assert.Contains(OracleScenario.All, known => known.Name == name));
            }
        );

    private static async Task<IReadOnlyDictionary<string, string>> Play(OracleScenario scenario, string program)
    {
        await using var host = await Host.Boot();
        using var store = new StoreServer(host.File("/run/xenstored/socket"));
        await host.Shell($"{Given}\n{scenario.Given}");

        var exits = new List<int>();
        foreach (var happening in scenario.Events)
        {
            if (happening.StartsWith("$ ", StringComparison.Ordinal))
                (await host.Start("sh", ["-euc", happening[2..]], s_variables).Ended).ShouldSucceed();
            else
                exits.Add((await host.Start(program, happening.Split(' '), s_variables).Ended).ExitCode);
        }

        var seen = await Observation.Of(host, store);
        for (var number = 0; number < exits.Count; number++)
            seen[$"exit status {number + 1}"] = $"{exits[number]}";
        return seen;
    }
}
