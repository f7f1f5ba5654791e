using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Plans to make the bridge of an interface under its spare name, like the NIC in all that can be set before it is up.</summary>
/// <param name="kernel">The host's network.</param>
/// <param name="settings">The links' settings.</param>
/// <param name="vlans">What the bridge should make of VLANs.</param>
internal sealed class SpareBridgePlanner(INetwork kernel, InterfaceSettings settings, ShadowVlans vlans)
{
    private readonly SettingPlanner _settings = new(kernel, settings);
    private readonly LinkPropertyPlanner _properties = new(kernel);
    private readonly BridgeVlanPlanner _vlans = new(kernel, vlans);

    /// <summary>The bridge; plans to make it if there is none.</summary>
    internal LinkReference Plan(Plan plan, ShadowState state, ShadowJournal goal)
    {
        var nic = state.Nic!;
        if (state.Bridge != null)
        {
            _settings.PlanPassing(plan, goal, state.Bridge.Name);
            return LinkReference.To(state.Bridge);
        }
        var bridge = new LinkReference(new LinkIndex(), ShadowNames.Spare(nic.Index));
        var spare = bridge.Name;
        var making = new RequestBatch().CreateBridge(spare, nic.Address!.Value, nic.Mtu);
        var deletion = new RequestBatch().DeleteLink(bridge);
        plan.Add(
            new Change(
                $"{making}",
                () =>
                {
                    kernel.Execute(making);
                    bridge.Identity.Set(
                        kernel.FindLink(spare)?.Index ?? throw new HotplugException($"the bridge {spare} is gone again")
                    );
                }
            )
            {
                UndoCommand = $"{deletion}",
                Undo = () =>
                {
                    // It may be there although its making failed; under this name alone it is ours.
                    if (kernel.FindLink(spare) is not { IsBridge: true } made)
                        return;
                    bridge.Identity.Set(made.Index);
                    kernel.Execute(deletion);
                },
            }
        );
        // Only this keeps the bridge's MTU from following its ports'.
        plan.Add(Sending(new RequestBatch().SetMtu(bridge, nic.Mtu)));
        _vlans.PlanNew(plan, bridge);
        _settings.PlanSettingsOfNew(plan, nic.Name, spare);
        _properties.PlanForNewBridge(plan, nic, bridge);
        _settings.PlanPassingOfNew(plan, goal, spare);
        // A NIC that is up has made its addresses; one that is down makes them when it comes up, and so must its bridge.
        if (nic.Inet6AddressGenerationMode is { } mode)
            _settings.PlanGenerationMode(plan, bridge, nic.IsUp ? AddressGeneration.None : mode);
        return bridge;
    }

    private Change Sending(RequestBatch batch) => new($"{batch}", () => kernel.Execute(batch));
}
