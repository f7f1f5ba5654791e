using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Plans what becomes of the journal: written before anything changes, and gone once all is done.</summary>
internal sealed class JournalPlanner(INetworkTable kernel, ShadowJournals journals)
{
    /// <summary>The journal that a killed start or stop of this very NIC left, or null.</summary>
    internal ShadowJournal? Find(ShadowState state) =>
        journals.TryRead(state.InterfaceName) is { } journal && journal.NicIndex == state.Nic!.Index ? journal : null;

    /// <summary>What links carry, and what they lost to a kill in between.</summary>
    internal LinkConfiguration Complete(LinkConfiguration configuration, ShadowJournal? journal, ShadowState state) =>
        (journal, state.Phase) switch
        {
            (null, _) => configuration,
            (_, ShadowPhase.Halfway) => configuration.Union(journal.Configuration),
            _ => configuration.WithMissingNextHops(journal.Configuration, kernel),
        };

    /// <summary>The alternative names of a link, and those that were lost with a change of places that failed.</summary>
    internal IReadOnlyList<string> FindAlternativeNames(Link link, ShadowJournal? journal, ShadowState state)
    {
        var names = kernel.ReadProperties(link.Index).AlternativeNames;
        return state.Phase == ShadowPhase.Halfway && journal != null
            ? [.. names.Union(journal.AlternativeNames)]
            : names;
    }

    /// <summary>Plans to write the journal of an interface.</summary>
    internal void PlanWriting(Plan plan, InterfaceName name, ShadowJournal journal) =>
        plan.Add(
            new Change($"# note the network of {name} in {journals.PathFor(name)}", () => journals.Write(name, journal))
            {
                UndoCommand = $"rm {Text.ShellWord(journals.PathFor(name))}",
                Undo = () => journals.Delete(name),
            }
        );

    /// <summary>Plans to delete the journal of an interface.</summary>
    internal void PlanRemoval(Plan plan, InterfaceName name) =>
        plan.Add(
            new Change($"rm {Text.ShellWord(journals.PathFor(name))}", () => journals.Delete(name)) { IsTidying = true }
        );
}
