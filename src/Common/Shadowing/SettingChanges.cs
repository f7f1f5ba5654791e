using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Plans the changes of what is set on a link beside its addresses and routes.</summary>
internal sealed class SettingChanges(Rtnetlink kernel, InterfaceSettings settings)
{
    /// <summary>Makes a link's settings like another's.</summary>
    internal void PlanSettings(Plan plan, string from, string comparedWith, string to)
    {
        foreach (var (path, before, after) in settings.FindDifferences(from, comparedWith))
        {
            var target = path.Replace($"/{comparedWith}/", $"/{to}/", StringComparison.Ordinal);
            plan.Add(
                new Change(InterfaceSettings.Command(target, after), () => settings.WriteIfOther(target, after))
                {
                    UndoCommand = before == null ? null : InterfaceSettings.Command(target, before),
                    Undo = comparedWith == to && before != null ? () => settings.Write(target, before) : null,
                }
            );
        }
    }

    /// <summary>Lets frames pass the reverse path filter of a link while routes still lead over another.</summary>
    internal void PlanPassing(Plan plan, ShadowJournal goal, string link, bool isNew)
    {
        var before = isNew ? settings.ReadReversePathFilter("default") : settings.ReadReversePathFilter(link);
        if (goal.ReversePathFilter is not { } wanted || before is null)
            return;
        var passing = settings.PassingReversePathFilter(wanted);
        if (before == passing)
            return;
        var path = InterfaceSettings.ReversePathFilterPath(link);
        plan.Add(
            new Change(InterfaceSettings.Command(path, passing), () => settings.Write(path, passing))
            {
                UndoCommand = InterfaceSettings.Command(path, before),
                Undo = isNew ? null : () => settings.Write(path, before),
            }
        );
    }

    /// <summary>Sets what had to be otherwise in between.</summary>
    internal void PlanCompletion(Plan plan, ShadowJournal goal, Link target, Func<int> targetIndex)
    {
        if (goal.AddressGenerationMode is { } mode)
            PlanGenerationMode(plan, targetIndex, target.Name, mode);
        if (goal.ReversePathFilter is { } filter && settings.PassingReversePathFilter(filter) != filter)
        {
            var path = InterfaceSettings.ReversePathFilterPath(target.Name);
            plan.Add(new Change(InterfaceSettings.Command(path, filter), () => settings.Write(path, filter)));
        }
    }

    /// <summary>Takes the marks off IPv6 addresses that kept them from duplicate address detection.</summary>
    internal void PlanFlags(Plan plan, LinkConfiguration configuration, Link origin, Link target)
    {
        var flags = new RequestBatch();
        ShadowSwitch.RestoreFlags(flags, configuration, origin, target);
        if (flags.Commands.Count > 0)
            plan.Add(
                new Change(string.Join('\n', flags.Commands), () => kernel.Execute(flags))
                {
                    Summary = $"make the IPv6 addresses of {target.Name} ordinary ones",
                }
            );
    }

    /// <summary>Sets how a link makes IPv6 addresses.</summary>
    internal void PlanGenerationMode(Plan plan, Func<int> index, string name, byte mode) =>
        plan.Add(
            new Change(
                $"ip link set dev {Text.ShellWord(name)} addrgenmode {AddressGeneration.Name(mode)}",
                () => kernel.SetInet6AddressGenerationMode(index(), mode)
            )
        );
}
