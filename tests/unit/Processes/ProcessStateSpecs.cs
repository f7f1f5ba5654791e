using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Processes;
using Xunit;

namespace Xen.Hotplug.UnitTests.Processes;

public class ProcessStateSpecs
{
    [Fact]
    public void A_line_of_the_kernel_is_read_whatever_the_name_is() =>
        Assert.Equal(
            new ProcessState(12, 34, 56, 34816, 98760),
            ProcessState.Parse("34 (a) S 1 (b) S 12 34 56 34816 34 4194304 0 0 0 0 1 2 0 0 20 0 1 0 9876 1000 10\n")
        );

    [Theory]
    [InlineData("")]
    [InlineData("34 (a) S 12 34")]
    public void Something_else_is_no_state_of_a_process(string line) => Assert.Null(ProcessState.Parse(line));

    [Fact]
    public void The_test_program_began_before_now_by_the_clock_since_the_boot()
    {
        var state = ProcessState.TryRead(Environment.ProcessId);

        Assert.InRange(state!.Started, 1, BootClock.Now);
        // Not by a clock that stands still while the host is suspended, nor by another one.
        Assert.InRange(BootClock.Now - state.Started, 0, TimeSpan.FromHours(1).TotalMilliseconds);
    }

    [Fact]
    public void A_wait_for_a_moment_ends_when_it_has_come()
    {
        var moment = BootClock.Now + 20;

        BootClock.WaitUntil(moment);

        Assert.True(BootClock.Now >= moment);
    }
}
