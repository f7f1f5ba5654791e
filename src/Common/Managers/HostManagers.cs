using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Managers.DhcpClients;
using Xen.Hotplug.Common.Managers.Ifupdown;
using Xen.Hotplug.Common.Managers.Networkd;
using Xen.Hotplug.Common.Managers.NetworkManager;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers;

/// <summary>The managers of the host, and what each needs around a change of places.</summary>
/// <param name="managers">All that are known.</param>
public sealed class HostManagers(IReadOnlyList<IManager> managers)
{
    private readonly ManagerNotes _notes = new();

    /// <summary>The managers that we know how to tell.</summary>
    public static HostManagers All() =>
        new([
            new NetworkManagerService(),
            new NetworkdManager(),
            new IfupdownManager(),
            new DhcpcdManager(),
            new DhclientManager(),
        ]);

    /// <summary>Who configures a link, and by what.</summary>
    public IReadOnlyList<ManagerClaim> FindClaims(Link link)
    {
        var claims = new List<ManagerClaim>();
        foreach (var manager in managers)
        {
            if (manager.FindClaim(link) is { } reason)
                claims.Add(new ManagerClaim(manager, reason));
        }
        return claims;
    }

    /// <summary>
    /// The names of the processes by which the managers of a link listen on it, and hold its leases; also of those that a killed
    /// start or stop has ended, for they are begun again.
    /// </summary>
    public IReadOnlyList<string> FindPrograms(Link link) =>
        [.. managers.Where(manager => IsAtWork(link, manager)).SelectMany(manager => manager.Programs)];

    /// <summary>Plans what the managers need around a start.</summary>
    /// <param name="managed">The interface; with a bridge, where the links have changed places already.</param>
    public ManagerSteps PlanStart(ManagedInterface managed)
    {
        var steps = new ManagerSteps();
        foreach (var manager in managers)
        {
            var note = _notes.TryRead(managed.Name, manager);
            var isAtWork = note is { IsSettled: false };
            var takesPart = managed.Bridge == null ? isAtWork || manager.FindClaim(managed.Nic) != null : note != null;
            if (!takesPart)
                continue;
            var work = NewWork(managed, note);
            if (managed.Bridge != null && !isAtWork)
            {
                manager.PlanRenewal(work);
                steps.After.AddAll(work.After);
                continue;
            }
            manager.PlanStart(work);
            if (note == null && work.IsEmpty)
                continue;
            PlanNote(steps.Before, work, manager, isSettled: false);
            if (managed.Bridge == null)
                steps.Before.AddAll(work.Before);
            steps.After.AddAll(work.After);
            PlanNote(steps.After, work, manager, isSettled: true);
        }
        return steps;
    }

    /// <summary>Plans what the managers need around a stop.</summary>
    /// <param name="managed">The interface; without a bridge, where the links have changed places already.</param>
    public ManagerSteps PlanStop(ManagedInterface managed)
    {
        var steps = new ManagerSteps();
        foreach (var manager in managers)
        {
            var note = _notes.TryRead(managed.Name, manager);
            var takesPart = note != null || managed.Bridge is { } bridge && manager.FindClaim(bridge) != null;
            if (!takesPart)
                continue;
            var work = NewWork(managed, note);
            manager.PlanStop(work);
            if (note == null && work.IsEmpty)
                continue;
            if (managed.Bridge != null)
            {
                PlanNote(steps.Before, work, manager, isSettled: false);
                steps.Before.AddAll(work.Before);
            }
            steps.After.AddAll(work.After);
            PlanForgetting(steps.After, work, manager);
        }
        return steps;
    }

    private bool IsAtWork(Link link, IManager manager) =>
        manager.FindClaim(link) != null
        || _notes.TryRead(InterfaceName.Parse(link.Name, "INTERFACE"), manager) is { IsSettled: false };

    private static ManagerWork NewWork(ManagedInterface managed, ManagerNote? note) =>
        new(managed, note?.Facts ?? new Dictionary<string, string>()) { IsResumed = note is { IsSettled: false } };

    private void PlanNote(Plan plan, ManagerWork work, IManager manager, bool isSettled)
    {
        var name = work.Interface.Name;
        var before = _notes.TryRead(name, manager);
        var note = new ManagerNote(isSettled, work.Facts);
        plan.Add(
            new Change(
                $"# note in {_notes.PathFor(name, manager)} {(isSettled ? $"that {manager.Name} was told all" : $"what to tell {manager.Name}")}",
                () => _notes.Write(name, manager, note)
            )
            {
                UndoCommand = $"# restore {_notes.PathFor(name, manager)}",
                Undo = () => Restore(name, manager, before),
            }
        );
    }

    private void PlanForgetting(Plan plan, ManagerWork work, IManager manager)
    {
        var name = work.Interface.Name;
        plan.Add(
            new Change($"rm -f {_notes.PathFor(name, manager)}", () => _notes.Delete(name, manager))
            {
                IsTidying = true,
            }
        );
    }

    private void Restore(InterfaceName name, IManager manager, ManagerNote? before)
    {
        if (before == null)
            _notes.Delete(name, manager);
        else
            _notes.Write(name, manager, before);
    }
}

/// <summary>A manager that configures a link.</summary>
/// <param name="Manager">The manager.</param>
/// <param name="Reason">By what it does, such as a file or a profile.</param>
public sealed record ManagerClaim(IManager Manager, string Reason);

/// <summary>What all managers need around a change of places.</summary>
public sealed class ManagerSteps
{
    /// <summary>What is done before the links change places.</summary>
    public Plan Before { get; } = new();

    /// <summary>What is done once they have.</summary>
    public Plan After { get; } = new();
}
