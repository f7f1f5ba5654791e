using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Changes;
using Xunit;

namespace Xen.Hotplug.UnitTests.Changes;

public class PlanSpecs
{
    private readonly List<string> _done = [];
    private readonly List<string> _traced = [];
    private readonly Plan _plan = new();

    /// <summary>Adds a change which notes what is done with it; a failure happens after the change was made.</summary>
    private void Add(string name, Exception? failure = null, Exception? undoFailure = null) =>
        _plan.Add(
            new Change(name, () => Do(name, failure))
            {
                UndoCommand = $"un{name}",
                Undo = () => Do($"un{name}", undoFailure),
            }
        );

    private void Do(string what, Exception? failure)
    {
        _done.Add(what);
        if (failure != null)
            throw failure;
    }

    private PlanException ApplyFails() => Assert.Throws<PlanException>(() => _plan.Apply(_traced.AddRange));

    [Fact]
    public void Changes_are_made_in_order_and_each_is_traced_before_it_is_made()
    {
        Add("a");
        _plan.Add(new Change("b", () => _done.AddRange(_traced)));
        Add("c");
        _plan.Apply(_traced.AddRange);
        Assert.Equal(["a", "a", "b", "c"], _done);
        Assert.Equal(["a", "b", "c"], _traced);
    }

    [Fact]
    public void A_plan_lists_its_changes_and_their_commands_and_carries_nothing_out()
    {
        Add("a");
        Add("b");
        Assert.Equal(["a", "b"], _plan.Commands);
        Assert.Equal(["una", "unb"], _plan.Changes.Select(change => change.UndoCommand));
        Assert.Empty(_done);
    }

    [Fact]
    public void Commands_that_nobody_reads_are_not_written()
    {
        _plan.Add(new Change(() => throw new InvalidOperationException(), () => _done.Add("a")));
        _plan.Apply(_ => { });
        Assert.Equal(["a"], _done);
    }

    [Fact]
    public void An_empty_plan_does_nothing()
    {
        _plan.Apply(_traced.AddRange);
        Assert.Empty(_plan.Undo(_traced.AddRange));
        Assert.Empty(_traced);
    }

    [Fact]
    public void A_change_that_fails_is_undone_with_those_before_in_reverse()
    {
        Add("a");
        Add("b");
        Add("c", failure: new HotplugException("no room"));
        Add("d");
        ApplyFails();
        Assert.Equal(["a", "b", "c", "unc", "unb", "una"], _done);
        Assert.Equal(["a", "b", "c", "undo: unc", "undo: unb", "undo: una"], _traced);
    }

    [Fact]
    public void A_failure_names_its_command_and_its_reason()
    {
        var reason = new HotplugException("no room");
        Add("a");
        Add("b", failure: reason);
        var error = ApplyFails();
        Assert.Equal("b: no room; what was done before was undone", error.Message);
        Assert.Same(reason, error.InnerException);
    }

    [Fact]
    public void A_change_with_nothing_to_take_back_is_passed_over()
    {
        Add("a");
        _plan.Add(new Change("b", () => _done.Add("b")));
        Add("c", failure: new HotplugException("no room"));
        ApplyFails();
        Assert.Equal(["a", "b", "c", "unc", "una"], _done);
    }

    [Fact]
    public void Every_undo_is_tried_and_each_that_fails_is_told()
    {
        Add("a", undoFailure: new HotplugException("it burns"));
        Add("b");
        Add("c", failure: new HotplugException("no room"), undoFailure: new HotplugException("it is gone"));
        var error = ApplyFails();
        Assert.Equal(["a", "b", "c", "unc", "unb", "una"], _done);
        Assert.Equal(
            "c: no room; undoing it failed too: 'unc' failed: it is gone; 'una' failed: it burns",
            error.Message
        );
    }

    [Fact]
    public void A_plan_that_was_carried_out_can_be_undone_later_and_only_once()
    {
        Add("a");
        Add("b");
        _plan.Apply(_traced.AddRange);
        Assert.Empty(_plan.Undo(_traced.AddRange));
        Assert.Equal(["a", "b", "unb", "una"], _done);
        Assert.Empty(_plan.Undo(_traced.AddRange));
        Assert.Equal(4, _done.Count);
    }

    [Fact]
    public void A_plan_that_was_not_begun_has_nothing_to_undo()
    {
        Add("a");
        Assert.Empty(_plan.Undo(_traced.AddRange));
        Assert.Empty(_done);
    }

    [Fact]
    public void A_plan_that_failed_is_not_undone_twice()
    {
        Add("a");
        Add("b", failure: new HotplugException("no room"));
        ApplyFails();
        _plan.Undo(_traced.AddRange);
        Assert.Equal(["a", "b", "unb", "una"], _done);
    }

    [Fact]
    public void A_change_of_several_commands_lists_each_and_fails_by_its_summary()
    {
        _plan.Add(new Change("a\nb\n", static () => throw new HotplugException("no room")) { Summary = "hand over" });
        Assert.Equal(["a", "b"], _plan.Commands);
        Assert.Equal("hand over: no room; what was done before was undone", ApplyFails().Message);
        Assert.Equal(["a", "b"], _traced);
    }

    [Fact]
    public void A_reason_to_stop_ends_the_plan_before_the_next_change()
    {
        Add("a");
        Add("b");
        var error = Assert.Throws<PlanException>(() =>
            _plan.Apply(_traced.AddRange, () => _done.Count == 1 ? "it was told to stop" : null)
        );
        Assert.Equal("b: it was told to stop; what was done before was undone", error.Message);
        Assert.Equal(["a", "una"], _done);
        Assert.Equal(["a", "undo: una"], _traced);
    }

    [Fact]
    public void A_change_that_fails_by_a_defect_is_undone()
    {
        Add("a");
        Add("b", failure: new InvalidOperationException("a defect"));
        var error = Assert.ThrowsAny<Exception>(() => _plan.Apply(_traced.AddRange));
        Assert.Equal(["a", "b", "unb", "una"], _done);
        Assert.Contains("a defect", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_undo_that_fails_by_a_defect_does_not_stop_the_others()
    {
        Add("a");
        Add("b", undoFailure: new InvalidOperationException("a defect"));
        Add("c", failure: new HotplugException("no room"));
        Assert.ThrowsAny<Exception>(() => _plan.Apply(_traced.AddRange));
        Assert.Equal(["a", "b", "c", "unc", "unb", "una"], _done);
    }

    [Fact]
    public void An_undo_of_several_commands_is_told_in_one_line()
    {
        _plan.Add(
            new Change("a", () => { }) { UndoCommand = "una\nunb", Undo = () => throw new HotplugException("no room") }
        );
        Add("b", failure: new HotplugException("full"));

        var error = Assert.Throws<PlanException>(() => _plan.Apply(_traced.AddRange));

        Assert.Contains("'una; unb' failed: no room", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["undo: una", "undo: unb"],
            _traced.Where(line => line.StartsWith("undo: un", StringComparison.Ordinal)).TakeLast(2)
        );
    }
}
