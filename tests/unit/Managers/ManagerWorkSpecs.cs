using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers;

/// <summary>What a manager could not be told is left for the next start or stop.</summary>
public class ManagerWorkSpecs
{
    private readonly ManagerWork _work = new(
        new ManagedInterface(
            InterfaceName.Parse("eth0", "INTERFACE"),
            "seth0",
            new Link { Index = 2, Name = "eth0" },
            Bridge: null
        ),
        new Dictionary<string, string>()
    );

    [Fact]
    public void Work_is_unfinished_once_a_step_has_failed()
    {
        var plan = PlanOf(() => throw new HotplugException("no server answers"), () => { });

        plan.Apply(_ => { });

        Assert.True(_work.IsUnfinished);
        Assert.Single(plan.Shortcomings);
    }

    [Fact]
    public void Work_is_finished_when_each_step_has_succeeded()
    {
        PlanOf(() => { }, () => { }).Apply(_ => { });

        Assert.False(_work.IsUnfinished);
    }

    private Plan PlanOf(params Action[] steps)
    {
        foreach (var step in steps)
            _work.After.Add(new Change("tell it", step) { IsTidying = true });
        var plan = new Plan();
        foreach (var change in _work.WatchedAfter)
            plan.Add(change);
        return plan;
    }
}
