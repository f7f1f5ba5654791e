using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Takes ports off a shadow bridge that ends, and puts them on the next bridge of that name, with what they and the bridge
/// had. In between it is noted in a file, so that it may be another program's run that gives it back.
/// </summary>
/// <param name="kernel">The host's network.</param>
public sealed class PortKeeping(Rtnetlink kernel)
{
    private readonly BridgeRecords _records = new();

    /// <summary>Plans to note what a bridge and its ports have, for the next bridge.</summary>
    public void PlanNote(Plan plan, ShadowState state)
    {
        var name = state.InterfaceName;
        var record = BridgeRecord.Read(kernel, state.Bridge!, state.Nic!).After(_records.TryRead(name));
        plan.Add(
            new Change(
                $"# note what the ports of {name} have in {_records.PathFor(name)}",
                () => _records.Write(name, record)
            )
            {
                UndoCommand = $"rm {Text.ShellWord(_records.PathFor(name))}",
                Undo = () => _records.Delete(name),
            }
        );
    }

    /// <summary>Plans to take ports off; those that are gone by then count as taken off.</summary>
    /// <param name="plan">Where the change goes.</param>
    /// <param name="state">The bridge and its uplink.</param>
    /// <param name="ports">All of its ports but the uplink.</param>
    public void PlanTakingOff(Plan plan, ShadowState state, IReadOnlyList<Link> ports)
    {
        var (bridge, nic) = (state.Bridge!, state.Nic!);
        var record = BridgeRecord.Read(kernel, bridge, nic);
        var (leaving, back) = (new List<RequestBatch>(), new RequestBatch());
        foreach (var port in ports)
        {
            leaving.Add(new RequestBatch().RemoveMaster(LinkReference.To(port)));
            back.SetMaster(LinkReference.To(port), LinkReference.To(bridge));
        }
        plan.Add(
            new Change(string.Join('\n', leaving), () => leaving.ForEach(ExecuteIfThere))
            {
                Summary = $"take the ports off {bridge.Name}",
                UndoCommand = $"{back}",
                // The uplink has left too by then, and come back.
                Undo = () =>
                {
                    if (GiveBack(record, bridge, nic) is [var failure, ..])
                        throw new HotplugException(failure);
                },
            }
        );
    }

    /// <summary>Whether something is noted for the next bridge over an interface.</summary>
    public bool HasNote(InterfaceName name) => _records.Has(name);

    /// <summary>The ports that are noted.</summary>
    public IReadOnlyList<string> FindNoted(ShadowState state)
    {
        var names = new List<string>();
        if (Find(state) is { } record)
            foreach (var port in record.Ports)
                if (port.Index != record.NicIndex)
                    names.Add(port.Name);
        return names;
    }

    /// <summary>Gives a bridge and the ports what is noted, and forgets the note.</summary>
    /// <returns>What failed, a sentence each.</returns>
    public IReadOnlyList<string> GiveBack(ShadowState state)
    {
        if (state.Bridge is not { } bridge || Find(state) is not { } record)
            return [];
        var failures = GiveBack(record, bridge, state.Nic!);
        _records.Delete(state.InterfaceName);
        return failures;
    }

    private BridgeRecord? Find(ShadowState state) =>
        _records.TryRead(state.InterfaceName) is { } record && record.NicIndex == state.Nic?.Index ? record : null;

    private List<string> GiveBack(BridgeRecord record, Link bridge, Link nic)
    {
        var failures = new List<string>();
        var restorer = new PortRestorer(kernel, record, bridge, nic);
        Try($"the bridge {bridge.Name} did not get all back that it was set to", restorer.RestoreBridge);
        foreach (var port in record.Ports)
            if (port.Index != nic.Index)
                Try(
                    $"{port.Name} could not be put back on {bridge.Name} with what it was set to, and is off it",
                    () => restorer.Rejoin(port)
                );
        Try($"the ports of {bridge.Name} did not get all back that they were set to", restorer.Complete);
        return failures;

        void Try(string failure, Action giveBack)
        {
            try
            {
                giveBack();
            }
            catch (NetlinkException exception)
            {
                failures.Add($"{failure}: {exception.Message}");
            }
        }
    }

    private void ExecuteIfThere(RequestBatch batch)
    {
        try
        {
            kernel.Execute(batch);
        }
        catch (NetlinkException exception) when (exception.IsGone)
        {
            // Asked for and already so.
        }
    }
}
