using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.UnitTests.Firewall;

/// <summary>A firewall, without a kernel: its changes are words that say what they are.</summary>
internal sealed class InMemoryFirewall : IFirewall, IHostGuards
{
    public IReadOnlyList<GuardRecord> Guards { get; init; } = [];

    /// <summary>What listing the guards fails with.</summary>
    public Errno Error { get; init; }

    public HostDefault HostDefault { get; init; }

    /// <summary>The index of the link that has a guard; 0 for none.</summary>
    public int Guarded { get; init; }

    public bool HasGuard(Link port, string device) => port.Index == Guarded;

    public IReadOnlyList<GuardRecord> ListGuards() => Error == Errno.None ? Guards : throw new NetlinkException(Error);

    public void PlanHostDefault(Plan plan, HostDefault value) => throw new NotSupportedException();

    public IPortGuarding ForGuarded(PortGuard guard) => new Guarding(guard.Description, mustJoinDown: true);

    public IPortGuarding ForUnguarded(string device) => new Guarding("nothing", mustJoinDown: false);

    public void PlanDeparture(Plan plan, string device, string name) => Add(plan, $"unguard {device}, now {name}");

    public void PlanEnd(Plan plan) => throw new NotSupportedException();

    public void Dispose() { }

    private static void Add(Plan plan, string command) => plan.Add(new Change(command, () => { }));

    private sealed class Guarding(string what, bool mustJoinDown) : IPortGuarding
    {
        public bool MustJoinDown => mustJoinDown;

        public void PlanBeforeJoining(LinkPlanner port) => Add(port.Plan, $"guard {port.Link.Name}: {what}");

        public void PlanAfterJoining(LinkPlanner port) => Add(port.Plan, $"guard {port.Link.Name} on its bridge");
    }
}
