using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Managers.DhcpClients;
using Xen.Hotplug.Common.Managers.Ifupdown;
using Xen.Hotplug.Common.Managers.Networkd;
using Xen.Hotplug.Common.Managers.NetworkManager;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers;

/// <summary>The managers of the host, and what each needs around a change of places.</summary>
/// <param name="managers">All that are known.</param>
public sealed class HostManagers(IReadOnlyList<IManager> managers)
{
    private readonly ManagerNotes _notes = new();
    private readonly IReadOnlyList<IManager> _managers = managers;

    /// <summary>The managers that we know how to tell.</summary>
    public static HostManagers All()
    {
        IManager[] others = [new NetworkdManager(), new IfupdownManager(), new DhcpcdManager(), new DhclientManager()];
        return new([new NetworkManagerService(others), .. others]);
    }

    /// <summary>The same while the host boots, when those that are started later are told too.</summary>
    public static HostManagers AtBoot() => new([.. All()._managers.Select(manager => new BootManager(manager))]);

    /// <summary>Why no card of a name can become a bridge in a boot, whatever card that will be; null if nothing is known.</summary>
    public string? FindBootRefusal(InterfaceName name) =>
        _managers.Select(manager => manager.FindBootRefusal(name)).FirstOrDefault(refusal => refusal != null);

    /// <summary>Who configures a link, and by what.</summary>
    public IReadOnlyList<ManagerClaim> FindClaims(Link link)
    {
        var claims = new List<ManagerClaim>();
        foreach (var manager in _managers)
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
        [.. _managers.Where(manager => IsAtWork(link, manager)).SelectMany(manager => manager.Programs)];

    /// <summary>Plans what the managers need around a start.</summary>
    /// <param name="managed">The interface; with a bridge, where the links have changed places already.</param>
    public ManagerSteps PlanStart(ManagedInterface managed)
    {
        var steps = new ManagerSteps();
        foreach (var manager in _managers)
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
            AddAfter(steps, work);
            PlanNote(steps.After, work, manager, isSettled: true);
        }
        return steps;
    }

    /// <summary>Plans what the managers need around a stop.</summary>
    /// <param name="managed">The interface; without a bridge, where the links have changed places already.</param>
    public ManagerSteps PlanStop(ManagedInterface managed)
    {
        var steps = new ManagerSteps();
        foreach (var manager in _managers)
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
            AddAfter(steps, work);
            PlanForgetting(steps.After, work, manager);
        }
        return steps;
    }

    /// <summary>Plans to note what only the running managers can say of an interface, and a start at boot must know.</summary>
    public void PlanBootNotes(Plan plan, ManagedInterface managed)
    {
        foreach (var manager in _managers)
        {
            // Of a card that is a port, a manager knows what it noted at the start.
            var known = managed.Bridge == null ? null : _notes.TryRead(managed.Name, manager);
            var facts = manager.FindBootFacts(managed, known?.Facts ?? new Dictionary<string, string>());
            if (facts.Count > 0)
                plan.Add(
                    RuntimeFile.Writing(
                        ManagerNotes.OfBoot.PathFor(managed.Name, manager),
                        new ManagerNote(IsSettled: true, facts).Format(),
                        RegularFile.Readable
                    )
                );
        }
    }

    /// <summary>Plans to delete what was noted for the starts at boot.</summary>
    public void PlanBootForgetting(Plan plan, InterfaceName name)
    {
        foreach (var manager in _managers)
        {
            if (ManagerNotes.OfBoot.TryRead(name, manager) != null)
                plan.Add(RuntimeFile.Deleting(ManagerNotes.OfBoot.PathFor(name, manager), RegularFile.Readable));
        }
    }

    private bool IsAtWork(Link link, IManager manager) =>
        manager.FindClaim(link) != null
        || _notes.TryRead(InterfaceName.Parse(link.Name, "INTERFACE"), manager) is { IsSettled: false };

    private static ManagerWork NewWork(ManagedInterface managed, ManagerNote? note) =>
        new(managed, note?.Facts ?? new Dictionary<string, string>()) { IsResumed = note is { IsSettled: false } };

    private static void AddAfter(ManagerSteps steps, ManagerWork work)
    {
        foreach (var change in work.WatchedAfter)
            steps.After.Add(change);
    }

    private void PlanNote(Plan plan, ManagerWork work, IManager manager, bool isSettled)
    {
        var name = work.Interface.Name;
        var before = _notes.TryRead(name, manager);
        var note = new ManagerNote(isSettled, work.Facts);
        plan.Add(
            new Change(
                $"# note in {_notes.PathFor(name, manager)} {(isSettled ? $"that {manager.Name} was told all" : $"what to tell {manager.Name}")}",
                () => _notes.Write(name, manager, note with { IsSettled = isSettled && !work.IsUnfinished })
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
            new Change(
                $"rm -f {Text.ShellWord(_notes.PathFor(name, manager))}",
                () =>
                {
                    if (!work.IsUnfinished)
                        _notes.Delete(name, manager);
                }
            )
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
