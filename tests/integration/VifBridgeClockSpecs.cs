using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A clock that is set forward or back: waiting goes by a count that nobody sets.</summary>
public sealed class VifBridgeClockSpecs : VifBridgeSpecs
{
    // The log tells the time; and the note of the last deletion only saves a wait.
    private static readonly string[] s_filesThatMayAsk = ["RecentDeletion.cs"];

    /// <summary>After the clock was set back, what was written before is from the future.</summary>
    [Theory]
    [InlineData("1 year ago")]
    [InlineData("1 hour ago")]
    [InlineData("1 hour")]
    [InlineData("1 year")]
    public async Task Events_succeed_after_the_clock_jumped(string written)
    {
        await GivenAGuest();
        string[] commands = ["online", "offline", "online", "offline"];

        foreach (var command in commands)
        {
            (await VifBridge(command, "type_if=vif", "antispoof=yes")).ShouldSucceedQuietly();
            await Host.Shell(
                $"touch -d '{written}' /run/xen-hotplug/lock /run/xen-hotplug /var/log/xen/xen-hotplug.log"
            );
        }

        Assert.Null((await Host.Link("vif1.0")).Bridge);
        Assert.DoesNotContain("elements", await Host.Shell("nft list ruleset"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_program_depends_on_the_time_of_day()
    {
        var asking = Directory
            .GetFiles(Programs.Source("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => AsksForTime(File.ReadAllText(file)))
            .Select(Path.GetFileName);

        Assert.Equal(s_filesThatMayAsk, asking);
    }

    private static bool AsksForTime(string source) =>
        source.Contains("DateTime.Now", StringComparison.Ordinal)
        || source.Contains("UtcNow", StringComparison.Ordinal)
        || source.Contains("DateTimeOffset.Now", StringComparison.Ordinal);
}
