using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What both programs have in common at the prompt.</summary>
public sealed class CommandLineSpecs : HostSpecs
{
    public static TheoryData<string, string> ProgramsWithTheirCommands =>
        new()
        {
            { "network-bridge-additional", "start, stop, status" },
            { "vif-bridge", "add, remove, online, offline" },
        };

    [Theory]
    [MemberData(nameof(ProgramsWithTheirCommands))]
    public async Task Help_names_every_command_and_option(string program, string commands)
    {
        var result = (await Run(program, "--help")).ShouldSucceed();

        Assert.Equal("", result.Error);
        Assert.Contains(program, result.Output, StringComparison.Ordinal);
        foreach (
            var word in commands.Split(", ").Concat(["--help", "--version", "--verbose", "--dry-run", "KEY=VALUE"])
        )
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ProgramsWithTheirCommands))]
    public async Task Help_and_version_do_nothing_else(string program, string commands)
    {
        await Host.AddBridge("eth0");
        await Host.AddGuest("vif0.0");
        await Host.AddGuest("vif1.0");
        var before = await Host.Links();

        foreach (var option in new[] { "--help", "--version" })
        {
            var result = (await Run(program, option, commands.Split(", ")[0], "bridge=eth0")).ShouldSucceed();
            Assert.Contains(program, result.Output, StringComparison.Ordinal);
        }

        Assert.Equal(before, await Host.Links());
        Assert.False(Host.Has("/var/log/xen/xen-hotplug.log"));
    }

    [Theory]
    [MemberData(nameof(ProgramsWithTheirCommands))]
    public async Task Version_prints_the_programs_name_and_version_on_one_line(string program, string commands)
    {
        Assert.NotEmpty(commands);
        var result = (await Run(program, "--version")).ShouldSucceed();

        Assert.Matches($@"\A{program} \d+\.\d+\.\d+.*\n\z", result.Output);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [MemberData(nameof(ProgramsWithTheirCommands))]
    public async Task An_unknown_command_is_an_error_that_lists_the_valid_ones(string program, string commands)
    {
        var result = await Run(program, "restart", "bridge=eth0");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Equal($"Unknown command: restart\nValid commands are: {commands}\n", result.Error);
    }

    [Theory]
    [MemberData(nameof(ProgramsWithTheirCommands))]
    public async Task A_missing_command_is_an_unknown_command(string program, string commands)
    {
        foreach (var words in new string[][] { [], ["bridge=eth0"], [""] })
        {
            var result = await Run(program, words);

            Assert.Equal(1, result.ExitCode);
            Assert.Equal($"Unknown command: \nValid commands are: {commands}\n", result.Error);
        }
    }

    [Theory]
    [MemberData(nameof(ProgramsWithTheirCommands))]
    public async Task An_unknown_option_is_an_error_that_names_it(string program, string commands)
    {
        await Host.AddBridge("eth0");
        await Host.AddGuest("vif0.0");
        await Host.AddGuest("vif1.0");
        var before = await Host.Links();

        foreach (var option in new[] { "--frobnicate", "-x", "--dry-runs", "-" })
            (await Run(program, commands.Split(", ")[0], "bridge=eth0", option)).ShouldFail(option);

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task The_option_json_is_unknown_to_a_program_without_a_status() =>
        (await Run("vif-bridge", "online", "bridge=eth0", "--json")).ShouldFail("--json");

    private Task<Result> Run(string program, params string[] words) =>
        Host.Start(
            program == "vif-bridge" ? Programs.VifBridge : Programs.NetworkBridgeAdditional,
            words,
            new Dictionary<string, string> { ["vif"] = "vif1.0", ["XENBUS_PATH"] = "backend/vif/1/0" }
        ).Ended;
}
