using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Plans the changes of what is set on a link beside its addresses and routes.</summary>
internal sealed class SettingPlanner(INetworkChanges kernel, InterfaceSettings settings)
{
    /// <summary>What links that are made get; the kernel calls it so, and it is no link.</summary>
    private const string Default = "default";

    /// <summary>Plans to give a link the settings of another.</summary>
    internal void PlanSettings(Plan plan, string from, string to)
    {
        foreach (var (path, before, after) in settings.FindDifferences(from, to))
            plan.Add(
                Writing(path, after) with
                {
                    UndoCommand = before == null ? null : InterfaceSettings.Command(path, before),
                    Undo = before == null ? null : () => settings.Write(path, before),
                }
            );
    }

    /// <summary>Plans to give a link the settings of another when it has just been made; it goes when that is undone.</summary>
    internal void PlanSettingsOfNew(Plan plan, string from, string to)
    {
        foreach (var (path, _, after) in settings.FindDifferences(from, Default))
            plan.Add(Writing(path.Replace($"/{Default}/", $"/{to}/", StringComparison.Ordinal), after));
    }

    /// <summary>Plans to let frames pass the reverse path filter of a link while routes still lead over another.</summary>
    internal void PlanPassing(Plan plan, ShadowJournal goal, string link)
    {
        if (settings.ReadReversePathFilter(link) is { } before && FindPassing(goal, before) is { } passing)
            plan.Add(
                Filtering(link, passing) with
                {
                    UndoCommand = Filtering(link, before).Command,
                    Undo = Filtering(link, before).Apply,
                }
            );
    }

    /// <summary>The same for a link that has just been made; it goes when that is undone.</summary>
    internal void PlanPassingOfNew(Plan plan, ShadowJournal goal, string link)
    {
        if (settings.ReadReversePathFilter(Default) is { } before && FindPassing(goal, before) is { } passing)
            plan.Add(Filtering(link, passing));
    }

    /// <summary>Plans to set what had to be otherwise during the handover.</summary>
    internal void PlanCompletion(Plan plan, ShadowJournal goal, LinkReference target)
    {
        if (goal.AddressGenerationMode is { } mode)
            PlanGenerationMode(plan, target, mode);
        if (goal.ReversePathFilter is { } filter && settings.PassingReversePathFilter(filter) != filter)
            plan.Add(Filtering(target.Name, filter));
    }

    /// <summary>Plans to take off IPv6 addresses the marks that kept them from duplicate address detection.</summary>
    internal void PlanFlags(Plan plan, Handover handover)
    {
        var flags = new RequestBatch();
        handover.RestoreFlags(flags);
        if (!flags.IsEmpty)
            plan.Add(
                Sending(flags) with
                {
                    Summary = $"make the IPv6 addresses of {handover.Target.Name} ordinary ones",
                }
            );
    }

    /// <summary>Plans to set how a link makes IPv6 addresses.</summary>
    internal void PlanGenerationMode(Plan plan, LinkReference link, byte mode) =>
        plan.Add(Sending(new RequestBatch().SetAddressGeneration(link, mode)));

    private Change Sending(RequestBatch batch) => new($"{batch}", () => kernel.Execute(batch));

    private Change Filtering(string link, string filter)
    {
        var path = InterfaceSettings.ReversePathFilterPath(link);
        return new Change(InterfaceSettings.Command(path, filter), () => settings.Write(path, filter));
    }

    /// <summary>What the filter must be meanwhile; null if it is that already, or the goal has none.</summary>
    private string? FindPassing(ShadowJournal goal, string before) =>
        goal.ReversePathFilter is { } wanted
        && settings.PassingReversePathFilter(wanted) is var passing
        && passing != before
            ? passing
            : null;

    private Change Writing(string path, string value) =>
        new(InterfaceSettings.Command(path, value), () => settings.WriteIfOther(path, value));
}
