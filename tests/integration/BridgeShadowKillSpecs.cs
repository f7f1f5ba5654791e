using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// start or stop is killed before one of its calls to the kernel on a live host, before one after the other. The host can
/// be reached at once, and is whole after the next start or stop, whichever is asked.
/// </summary>
public sealed class BridgeShadowKillSpecs : UplinkFaultSpecs
{
    public static TheoryData<string, string, string> CommandsCallsAndWhatCompletesThem
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var command in new[] { "start", "stop" })
            {
                foreach (
                    var systemCall in new[] { "sendto", "recvfrom", "write", "pwrite64", "rename", "unlink", "mkdir" }
                )
                {
                    data.Add(command, systemCall, "start");
                    data.Add(command, systemCall, "stop");
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CommandsCallsAndWhatCompletesThem))]
    public async Task A_kill_leaves_a_reachable_host_that_the_next_command_makes_whole(
        string command,
        string systemCall,
        string next
    ) =>
        await AtEachCall(
            command,
            systemCall,
            "signal=SIGKILL",
            result => result.ExitCode == Killed,
            _ => JudgeKilled(command, next),
            step: Stride(systemCall)
        );

    [Theory]
    [InlineData("start", "start")]
    [InlineData("start", "stop")]
    [InlineData("stop", "start")]
    [InlineData("stop", "stop")]
    public async Task So_does_one_on_a_kernel_that_takes_the_nic_down_to_rename_it(string command, string next)
    {
        IsOldKernel = true;
        await A_kill_leaves_a_reachable_host_that_the_next_command_makes_whole(command, "sendto", next);
    }
}
