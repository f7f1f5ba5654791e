using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// The kernel refuses one call of start or stop on a live host, one after the other. The host can be reached, and is as
/// it was, with exit status 1, or as it was asked to be, with 0.
/// </summary>
public sealed class BridgeShadowFaultSpecs : UplinkFaultSpecs
{
    public static TheoryData<string, string> CallsOfEachCommand => Combine("start", "stop");

    [Theory]
    [MemberData(nameof(CallsOfEachCommand))]
    public async Task A_refused_call_leaves_the_host_as_it_was_or_as_asked(string command, string systemCall) =>
        await AtEachCall(
            command,
            systemCall,
            "error=ENOMEM",
            _ => Trace.Contains("(INJECTED)", StringComparison.Ordinal),
            result => JudgeRefused(command, result),
            step: Stride(systemCall)
        );

    [Theory]
    [InlineData("start", "sendto")]
    [InlineData("start", "recvfrom")]
    [InlineData("stop", "sendto")]
    [InlineData("stop", "recvfrom")]
    public async Task So_does_one_on_a_kernel_that_takes_the_nic_down_to_rename_it(string command, string systemCall)
    {
        IsOldKernel = true;
        await A_refused_call_leaves_the_host_as_it_was_or_as_asked(command, systemCall);
    }

    /// <summary>There are hundreds of files, most of them settings, and one is like the other.</summary>
    [Theory]
    [InlineData("start", 1)]
    [InlineData("start", 4)]
    [InlineData("stop", 1)]
    [InlineData("stop", 4)]
    public async Task A_file_that_cannot_be_opened_does_no_harm(string command, int first) =>
        await AtEachCall(
            command,
            "openat",
            "error=ENOMEM",
            _ => Trace.Contains("(INJECTED)", StringComparison.Ordinal),
            result => JudgeRefused(command, result),
            first,
            step: 11
        );

    private static TheoryData<string, string> Combine(params string[] commands)
    {
        var data = new TheoryData<string, string>();
        foreach (var command in commands)
        {
            foreach (
                var systemCall in new[]
                {
                    "sendto",
                    "recvfrom",
                    "socket",
                    "bind",
                    "connect",
                    "write",
                    "pwrite64",
                    "rename",
                    "unlink",
                    "mkdir",
                    "ftruncate",
                    "getdents64",
                    "fcntl",
                }
            )
                data.Add(command, systemCall);
        }
        return data;
    }
}
