using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What the programs are as files: static, small, and on their own.</summary>
public sealed class NativeProgramsSpecs : VifBridgeSpecs
{
    public static TheoryData<string> All => [.. Programs.Names];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_program_is_static(string program)
    {
        var result = await Host.Run("ldd", Programs.Find(program));

        Assert.Contains("not a dynamic executable", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_program_runs_where_there_is_no_other_file_at_all(string program)
    {
        await Host.Shell($"mkdir /run/empty && cp {Programs.Find(program)} /run/empty/program");

        var result = (await Host.Run("chroot", "/run/empty", "/program", "--version")).ShouldSucceed();

        Assert.StartsWith(program, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_program_is_under_8_MB(string program) =>
        Assert.InRange(new FileInfo(Programs.Find(program)).Length, 1, 8_000_000);

    [Theory]
    [InlineData("vif-bridge", "online type_if=vif")]
    [InlineData("vif-bridge", "offline type_if=vif")]
    [InlineData("network-bridge-additional", "start bridge=eth0")]
    [InlineData("network-bridge-additional", "status bridge=eth0")]
    public async Task An_event_is_one_process(string program, string words)
    {
        await GivenAGuest();
        await (await Host.AddGuest("vif0.0")).Connect();

        var result = await Host.Start(
            "strace",
            [
                "-f",
                "-qq",
                "-e",
                "trace=execve",
                "-e",
                "signal=none",
                "-o",
                "/run/trace",
                Programs.Find(program),
                .. words.Split(' '),
            ],
            Variables
        ).Ended;

        result.ShouldSucceed();
        Assert.Single(Host.Read("/run/trace").Split('\n'), line => line.Contains("execve(", StringComparison.Ordinal));
    }
}
