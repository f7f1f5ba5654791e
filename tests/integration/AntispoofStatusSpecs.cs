using System.Text.Json;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Both statuses show which ports are guarded, and with what.</summary>
public sealed class AntispoofStatusSpecs : AntispoofSpecs
{
    private static readonly string[] s_unprivileged =
    [
        "setpriv",
        "--reuid=65534",
        "--clear-groups",
        "--bounding-set=-all",
    ];

    private static string NetworkBridgeAdditional => $"{Programs.NetworkBridgeAdditional} status bridge=eth0";

    private static string BridgeShadow => $"{Programs.BridgeShadow} status eth0";

    public static TheoryData<string> Commands => [nameof(NetworkBridgeAdditional), nameof(BridgeShadow)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Status_shows_people_what_a_guarded_port_may_send(string command)
    {
        await GivenPorts();

        var text = await Show(command);

        var guarded = Assert.Single(text.Split('\n'), line => line.Contains("vif1.0 ", StringComparison.Ordinal));
        Assert.Contains("guarded", guarded, StringComparison.Ordinal);
        Assert.Contains(Party.Own.Mac, guarded, StringComparison.Ordinal);
        foreach (var address in (string[])["192.0.2.5", "198.51.100.64/26", "2001:db8::5", "2001:db8:1::/64"])
            Assert.Contains(address, guarded, StringComparison.Ordinal);
        Assert.All(
            text.Split('\n').Where(line => line.Contains("vif2.0", StringComparison.Ordinal)),
            open => Assert.DoesNotContain("guarded", open, StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Status_in_json_shows_what_a_guarded_port_may_send(string command)
    {
        await GivenPorts();

        using var json = JsonDocument.Parse(await Show(command, " --json"));

        var guarded = Port(json.RootElement, "vif1.0")!.Value;
        Assert.Contains(Party.Own.Mac, guarded.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("198.51.100.64/26", guarded.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("mac ", Port(json.RootElement, "vif2.0")!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Status_calls_the_guards_unknown_without_root(string command)
    {
        await GivenPorts();

        var result = await Host.Start(s_unprivileged[0], [.. s_unprivileged[1..], .. Words(command)]).Ended;

        Assert.Contains("unknown", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Party.Own.Mac, result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Status_shows_the_hosts_default()
    {
        Assert.Contains(
            "antispoofing of ports to come: unset",
            await Show(nameof(NetworkBridgeAdditional)),
            StringComparison.Ordinal
        );
        await Host.Shell($"{Programs.NetworkBridgeAdditional} start bridge=eth0 antispoof=yes");
        Assert.Contains(
            "antispoofing of ports to come: yes",
            await Show(nameof(NetworkBridgeAdditional)),
            StringComparison.Ordinal
        );
        await Host.Shell($"{Programs.NetworkBridgeAdditional} start bridge=eth0 antispoof=no");

        Assert.Contains(
            "antispoofing of ports to come: unset",
            await Show(nameof(NetworkBridgeAdditional)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Status_shows_no_guard_after_offline()
    {
        await GivenPorts();
        (await Offline()).ShouldSucceedQuietly();

        Assert.DoesNotContain(Party.Own.Mac, await Show(nameof(NetworkBridgeAdditional)), StringComparison.Ordinal);
    }

    private async Task GivenPorts()
    {
        await GivenAVif();
        await Online("yes");
        await Host.Shell("ip link set dev eth0 address 02:00:00:00:00:01; ip addr add 192.0.2.10/24 dev eth0");
    }

    private static string[] Words(string command) =>
        (command == nameof(BridgeShadow) ? BridgeShadow : NetworkBridgeAdditional).Split(' ');

    /// <summary>Exit status 3 of bridge-shadow is for what a tap is not: a NIC.</summary>
    private async Task<string> Show(string command, string words = "") =>
        (await Host.Run("sh", "-c", $"{string.Join(' ', Words(command))}{words} || [ $? = 3 ]")).ShouldSucceed().Output;

    private static JsonElement? Port(JsonElement element, string name)
    {
        var inner = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(property => property.Value),
            JsonValueKind.Array => element.EnumerateArray(),
            _ => Enumerable.Empty<JsonElement>(),
        };
        return
            element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("name", out var found)
            && found.ValueKind == JsonValueKind.String
            && found.GetString() == name
            ? element
            : inner.Select(child => Port(child, name)).FirstOrDefault(port => port is not null);
    }
}
