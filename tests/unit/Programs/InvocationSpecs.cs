using System.Diagnostics;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Programs;
using Xunit;

namespace Xen.Hotplug.UnitTests.Programs;

public sealed class InvocationSpecs
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly List<string> _done = [];

    private static Invocation Invoke(params string[] words) =>
        new(
            new ProgramDefinition
            {
                Name = "network-thing",
                Summary = "Does a thing.",
                Commands = [("start", static _ => 4), ("stop", static _ => 5)],
                Operands = "",
            },
            new ProgramOptions(hasJson: false),
            KeyValueWords.Parse(words),
            static key => key == Invocation.LogLevelKey ? "off" : null
        );

    private Change Note(string name) =>
        new(name, () => _done.Add(name)) { UndoCommand = $"un{name}", Undo = () => _done.Add($"un{name}") };

    private static Change BeEnded(Invocation invocation) =>
        new(
            "end",
            () =>
            {
                Process.Start("kill", ["-TERM", $"{Environment.ProcessId}"]).WaitForExit();
                Assert.True(SpinWait.SpinUntil(() => invocation.IsEnded, s_limit));
            }
        );

    private static Plan PlanOf(params Change[] changes)
    {
        var plan = new Plan();
        foreach (var change in changes)
            plan.Add(change);
        return plan;
    }

    [Theory]
    [InlineData("start", 4)]
    [InlineData("stop", 5)]
    public void A_command_is_carried_out_and_returns_its_status(string command, int status)
    {
        using var invocation = Invoke("bridge=eth0", command);

        Assert.Equal(status, invocation.RunCommand());
    }

    [Theory]
    [InlineData("restart", "restart")]
    [InlineData("start\n", @"start\n")]
    [InlineData("", "")]
    public void An_unknown_command_is_refused_with_the_ones_that_there_are(string command, string shown)
    {
        using var invocation = Invoke(command);

        var error = Assert.Throws<UsageException>(() => invocation.RunCommand());

        Assert.Equal($"Unknown command: {shown}\nValid commands are: start, stop", error.Message);
    }

    [Fact]
    public void A_word_after_the_command_is_refused_by_its_name()
    {
        using var invocation = Invoke("start", "eth0");

        var error = Assert.Throws<HotplugException>(invocation.RefuseOperands);

        Assert.Equal("'eth0' is neither KEY=VALUE nor the first command", error.Message);
    }

    [Fact]
    public void A_signal_undoes_the_plan_and_begins_no_other()
    {
        using var invocation = Invoke("start");
        var plan = PlanOf(Note("a"), BeEnded(invocation), Note("b"));

        var error = Assert.Throws<EndedBySignalException>(() => invocation.CarryOut(plan));

        Assert.Equal((15, 143), (error.Signal, error.Status));
        Assert.Equal("b: it was ended by signal 15; what was done before was undone", error.Message);
        Assert.Throws<EndedBySignalException>(() => invocation.CarryOut(PlanOf(Note("c"))));
        Assert.Throws<EndedBySignalException>(invocation.ThrowIfEnded);
        Assert.Equal(["a", "una"], _done);
    }

    [Fact]
    public void A_plan_whose_last_change_a_signal_meets_is_done()
    {
        using var invocation = Invoke("start");

        invocation.CarryOut(PlanOf(Note("a"), BeEnded(invocation)));

        Assert.Equal(["a"], _done);
        Assert.Throws<EndedBySignalException>(invocation.ThrowIfEnded);
    }

    [Fact]
    public void An_event_without_a_signal_is_not_ended()
    {
        using var invocation = Invoke("start");

        invocation.CarryOut(PlanOf());
        invocation.CarryOut(PlanOf(Note("a")));
        invocation.ThrowIfEnded();

        Assert.False(invocation.IsEnded);
        Assert.Equal(["a"], _done);
    }
}
