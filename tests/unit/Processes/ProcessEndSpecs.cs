using System.Diagnostics;
using Xen.Hotplug.Common.Processes;
using Xunit;

namespace Xen.Hotplug.UnitTests.Processes;

public class ProcessEndSpecs
{
    [Fact]
    public void A_process_that_heeds_no_signal_is_gone_once_it_was_killed()
    {
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "trap '' TERM; echo; read _"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        process.StandardOutput.ReadLine();

        ProcessEnd.Kill([process.Id]);

        Assert.Empty(ProcessTable.WordsOf(process.Id));
    }

    [Fact]
    public void A_process_that_is_gone_already_is_no_error() => ProcessEnd.Kill([int.MaxValue]);

    [Fact]
    public void A_process_is_in_the_group_that_the_kernel_tells() =>
        Assert.NotNull(ProcessTable.GroupOf(Environment.ProcessId));
}
