using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Plans a change of places: what goes before it, its two datagrams, their way back, and what comes after them.</summary>
/// <param name="kernel">The host's network.</param>
/// <param name="settings">The links' settings.</param>
internal sealed class MovePlanner(INetwork kernel, InterfaceSettings settings)
{
    private readonly SettingPlanner _settings = new(kernel, settings);
    private readonly NextHopPlanner _nextHops = new(kernel);
    private readonly AdvertisedRoutePlanner _routes = new(kernel);

    /// <summary>Plans to take addresses off a link that are on the other too, as a killed start or stop left them.</summary>
    internal void PlanDeletion(Plan plan, Handover copied)
    {
        var batch = new RequestBatch();
        copied.DeleteAll(batch, copied.Target);
        if (!batch.IsEmpty)
            plan.Add(Sending(batch));
    }

    /// <summary>
    /// Plans to try all routes by routers once more, for links that go down and lose them: one that the kernel accepts no longer,
    /// since its router has become an address of the host, would be lost for good.
    /// </summary>
    internal void PlanTrial(Plan plan, IReadOnlyList<Handover> handovers)
    {
        foreach (var handover in handovers)
        {
            if (handover.Trial() is not { } batch)
                continue;
            var name = handover.Origin.Name;
            plan.Add(
                new Change(batch.ToString, () => Try(batch, name))
                {
                    // The kernel's answer to a single request does not name it.
                    Summary =
                        batch.Commands.Count == 1
                            ? null
                            : $"see whether the kernel accepts the routes of {name} once more, with other metrics",
                }
            );
        }
    }

    /// <summary>Gives the next owner the IPv6 addresses, and waits until the kernel knows them for the host's there too.</summary>
    internal void PlanPreparation(Plan plan, Handover handover)
    {
        var (batch, back) = (handover.Preparation(), handover.PreparationTakenBack());
        if (batch.IsEmpty)
            return;
        plan.Add(
            new Change(
                batch.ToString,
                () =>
                {
                    kernel.Execute(batch);
                    LocalRouteWait.Wait(kernel, handover.Target, handover.PreparedAddresses);
                }
            )
            {
                Summary = $"prepare the IPv6 addresses on {handover.Target.Name}",
                UndoCommand = $"take the prepared addresses off {handover.Target.Name}",
                Undo = () => kernel.Execute(back),
            }
        );
    }

    /// <summary>Plans the two datagrams.</summary>
    internal void Plan(Plan plan, string summary, Move there, WayBack back)
    {
        plan.Add(
            Sending(there.Copies) with
            {
                Summary = summary,
                UndoCommand = $"take back: {summary}",
                Undo = () =>
                {
                    if (back.IsIntact)
                        LeaveIntact(back);
                    else
                        TakeBack(back.Move);
                },
            }
        );
        plan.Add(
            new Change(there.Removal.ToString, () => there.Removal.CarryOut(kernel, settings))
            {
                Summary = summary,
                UndoCommand = $"take back: {summary}",
                Undo = () =>
                {
                    there.Removal.SwitchOn(settings);
                    TakeBack(back.Move);
                },
            }
        );
        foreach (var handover in there.Handovers)
            _nextHops.PlanRestoring(plan, handover);
    }

    private void Try(RequestBatch batch, string name)
    {
        try
        {
            kernel.Execute(batch);
        }
        catch (NetlinkException exception)
        {
            throw new HotplugException(
                $"{exception.Message}; {name} has to go down on this kernel, and would not get it back; delete it first",
                exception
            );
        }
    }

    /// <summary>Each step is tried, whatever became of the one before.</summary>
    private void LeaveIntact(WayBack back)
    {
        try
        {
            kernel.Execute(back.WhileIntact);
        }
        finally
        {
            kernel.Execute(GenerationRestored(back.Handover));
        }
    }

    private void TakeBack(Move move)
    {
        try
        {
            kernel.Execute(move.Whole);
        }
        finally
        {
            var batch = GenerationRestored(move.Handover);
            move.Handover.RestoreFlags(batch);
            kernel.Execute(batch);
            _settings.AllowTemporary(move.Handover);
            foreach (var handover in move.Handovers)
            {
                _routes.GiveAdvertised(handover);
                _nextHops.Restore(handover);
            }
        }
    }

    private static RequestBatch GenerationRestored(Handover handover)
    {
        var batch = new RequestBatch();
        return handover.Origin.Inet6AddressGenerationMode is { } mode
            ? batch.SetAddressGeneration(handover.Target, mode)
            : batch;
    }

    private Change Sending(RequestBatch batch) => new(batch.ToString, () => kernel.Execute(batch));
}
