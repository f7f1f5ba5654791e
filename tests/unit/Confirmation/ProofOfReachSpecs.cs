using Xen.Hotplug.Common.Confirmation;
using Xen.Hotplug.Common.Processes;
using Xunit;

namespace Xen.Hotplug.UnitTests.Confirmation;

/// <summary>The daemon 10, which has no terminal, lets a user in: shell 20, and in it the program 30.</summary>
public class ProofOfReachSpecs
{
    private const int Moment = 1000;

    private static readonly ProcessState s_daemon = new(1, 10, 10, 0, 50);

    [Theory]
    [InlineData(true, Moment + 10)]
    [InlineData(true, Moment)]
    [InlineData(false, Moment - 10)]
    public void A_session_counts_that_was_opened_after_the_change(bool counts, int opened) =>
        ShouldBe(
            counts,
            new()
            {
                [10] = s_daemon,
                [20] = new(10, 20, 20, 7, opened),
                [30] = new(20, 30, 20, 7, 2000),
            }
        );

    [Theory]
    [InlineData(true, Moment + 10)]
    [InlineData(false, Moment - 10)]
    public void A_session_without_a_terminal_counts_as_one_with(bool counts, int opened) =>
        ShouldBe(
            counts,
            new()
            {
                [10] = s_daemon,
                [20] = new(10, 20, 20, 0, opened),
                [30] = new(20, 20, 20, 0, 2000),
            }
        );

    [Theory]
    [InlineData(true, Moment + 10)]
    [InlineData(false, Moment - 10)]
    public void A_session_of_sudo_counts_as_the_one_it_is_in(bool counts, int opened) =>
        ShouldBe(
            counts,
            new()
            {
                [10] = s_daemon,
                [20] = new(10, 20, 20, 7, opened),
                [25] = new(20, 25, 20, 7, 1900),
                [26] = new(25, 26, 26, 8, 1950),
                [30] = new(26, 30, 26, 8, 2000),
            }
        );

    [Fact]
    public void A_session_whose_leader_is_gone_counts_for_nothing() =>
        ShouldBe(false, new() { [10] = s_daemon, [30] = new(10, 30, 20, 0, 2000) });

    private static void ShouldBe(bool counts, Dictionary<int, ProcessState> processes) =>
        Assert.Equal(counts, ProofOfReach.IsGivenSince(Moment, 30, processes.GetValueOrDefault));
}
