using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Plans the changes of what is set on a link beside its addresses and routes.</summary>
internal sealed class SettingPlanner(INetwork kernel, InterfaceSettings settings)
{
    /// <summary>What links that are made get; the kernel calls it so, and it is no link.</summary>
    private const string Default = "default";

    private static TimeSpan CarrierLimit => TimeSpan.FromSeconds(10);

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
    /// <param name="plan">The plan.</param>
    /// <param name="goal">What the target has in the end.</param>
    /// <param name="handover">What the target got.</param>
    /// <param name="nic">The NIC: without a carrier there is nothing to wait for.</param>
    internal void PlanCompletion(Plan plan, ShadowJournal goal, Handover handover, Link nic)
    {
        var target = handover.Target;
        var later = new RequestBatch();
        if (goal.AddressGenerationMode is { } mode)
        {
            if (!nic.IsUp || handover.HasGenerated(mode))
                PlanGenerationMode(plan, target, mode);
            else
                later.SetAddressGeneration(target, mode);
        }
        if (goal.ReversePathFilter is { } filter && settings.PassingReversePathFilter(filter) != filter)
            plan.Add(Filtering(target.Name, filter));
        later.Append(handover.TemporaryManagement());
        if (!later.IsEmpty || goal.Inet6Mtu != null)
            PlanOnceReady(plan, goal, handover, later, nic.IsRunning ? CarrierLimit : TimeSpan.Zero);
    }

    /// <summary>
    /// Plans what has to wait until IPv6 has noticed the target's carrier. The kernel sets IPv6's MTU once more then, and makes
    /// the address that goes with the mode, which the host need not have had.
    /// </summary>
    private void PlanOnceReady(Plan plan, ShadowJournal goal, Handover handover, RequestBatch later, TimeSpan limit)
    {
        var target = handover.Target;
        var path = InterfaceSettings.Inet6MtuPath(target.Name);
        var lines = new List<string>
        {
            $"# wait at most {CarrierLimit.TotalSeconds} s until IPv6 has noticed the carrier of {target.Name}",
        };
        lines.AddRange(later.Commands);
        if (goal.Inet6Mtu is { } mtu)
            lines.Add(InterfaceSettings.Command(path, $"{mtu}"));
        plan.Add(
            new Change(
                string.Join('\n', lines),
                () =>
                {
                    WaitUntilReady(target, limit);
                    KeepingTemporary(target, later);
                    if (goal.Inet6Mtu != null)
                        settings.WriteIfOther(path, $"{goal.Inet6Mtu}");
                }
            )
            {
                Summary = $"finish the IPv6 settings of {target.Name}",
                IsTidying = true,
            }
        );
    }

    /// <summary>Lets the kernel make temporary addresses.</summary>
    internal void AllowTemporary(Handover handover) =>
        KeepingTemporary(handover.Target, handover.TemporaryManagement());

    /// <summary>Sends requests, and makes good that the kernel gives up temporary addresses on a link without a carrier.</summary>
    private void KeepingTemporary(LinkReference link, RequestBatch batch)
    {
        if (batch.IsEmpty)
            return;
        var path = InterfaceSettings.TemporaryAddressesPath(link.Name);
        var before = settings.TryRead(path);
        kernel.Execute(batch);
        if (before != null)
            settings.WriteIfOther(path, before);
    }

    /// <summary>Plans to switch IPv6 on again on an uplink that a start was killed on while it was off, see <see cref="Removal"/>.</summary>
    internal void PlanSwitchOn(Plan plan, string uplink, string bridge)
    {
        var path = InterfaceSettings.Inet6SwitchPath(uplink);
        if (settings.TryRead(path) == "1" && settings.TryRead(InterfaceSettings.Inet6SwitchPath(bridge)) == "0")
            plan.Add(Writing(path, "0"));
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

    private void WaitUntilReady(LinkReference link, TimeSpan limit)
    {
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        using var events = new LinkEvents();
        // Looked at after subscribing: what happened before was not told.
        while (kernel.FindLink(link.Index) is { IsReadyForInet6: false } && events.Wait(deadline))
            continue;
    }

    private Change Sending(RequestBatch batch) => new(batch.ToString, () => kernel.Execute(batch));

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
