using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Plans what becomes of the journal: written before anything changes, and gone once all is done.</summary>
internal static class JournalPlanner
{
    /// <summary>The journal that a killed start or stop of this very NIC left, or null.</summary>
    internal static ShadowJournal? Find(ShadowState state) =>
        ShadowJournal.TryRead(state.InterfaceName) is { } journal && journal.NicIndex == state.Nic!.Index
            ? journal
            : null;

    /// <summary>What links carry, and what they lost to a kill in between.</summary>
    /// <param name="configuration">What they carry.</param>
    /// <param name="journal">The journal that was left, or null.</param>
    /// <param name="state">How far the killed one had come.</param>
    /// <param name="kernel">Where next hops are looked up.</param>
    internal static LinkConfiguration Complete(
        LinkConfiguration configuration,
        ShadowJournal? journal,
        ShadowState state,
        INetworkTable kernel
    ) =>
        (journal, state.Phase) switch
        {
            (null, _) => configuration,
            (_, ShadowPhase.Halfway) => configuration.Union(journal.Configuration),
            _ => configuration.WithMissingNextHops(journal.Configuration, kernel),
        };

    /// <summary>Plans to write the journal of an interface.</summary>
    internal static void PlanWriting(Plan plan, string name, ShadowJournal journal) =>
        plan.Add(
            new Change($"# note the network of {name} in {ShadowJournal.PathFor(name)}", () => journal.Write(name))
            {
                UndoCommand = $"rm {ShadowJournal.PathFor(name)}",
                Undo = () => ShadowJournal.Delete(name),
            }
        );

    /// <summary>Plans to delete the journal of an interface.</summary>
    internal static void PlanRemoval(Plan plan, string name) =>
        plan.Add(
            new Change($"rm {ShadowJournal.PathFor(name)}", () => ShadowJournal.Delete(name)) { IsTidying = true }
        );
}
