using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Nftables;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>A link is about to give up its network, and another to get it.</summary>
/// <param name="Command">The command of bridge-shadow that does it.</param>
/// <param name="Leaver">The link that has the network now, and an index that does not go along.</param>
public sealed record Succession(string Command, Link Leaver)
{
    /// <summary>The index of the link that gets the network; the greatest there is, if that is not made yet.</summary>
    public int SuccessorIndex { get; private init; } = int.MaxValue;

    /// <summary>What the NIC is called while the bridge is there.</summary>
    public string UplinkName { get; private init; } = "";

    /// <summary>Whether the leaver is deleted.</summary>
    public bool LeaverEnds { get; private init; }

    /// <summary>What is looked for in nftables.</summary>
    public IndexChange Change => new(Leaver.Index, SuccessorIndex);

    /// <summary>What becomes of the index.</summary>
    public string Fate => LeaverEnds ? "which ends with the bridge" : "which stays with the NIC";

    /// <summary>The command as a person would type it, against all refusals.</summary>
    public string ForcedCommand => $"bridge-shadow --force {Command} {Text.ShellWord(Leaver.Name)}";

    /// <summary>A bridge that is not there yet gets what the NIC has.</summary>
    public static Succession OfStart(ShadowState state) =>
        new("start", state.Nic!) { UplinkName = ShadowNames.Uplink(state.InterfaceName) };

    /// <summary>A bridge got what the NIC had, by the name that the bridge has now.</summary>
    public static Succession OfEarlierStart(ShadowState state) =>
        new("start", state.Nic! with { Name = state.InterfaceName.Value })
        {
            SuccessorIndex = state.Bridge!.Index,
            UplinkName = state.Nic.Name,
        };

    /// <summary>The NIC gets back what the bridge has.</summary>
    public static Succession OfStop(ShadowState state) =>
        new("stop", state.Bridge!)
        {
            SuccessorIndex = state.Nic!.Index,
            UplinkName = state.Nic.Name,
            LeaverEnds = true,
        };

    /// <summary>Another bridge gets what the bridge has.</summary>
    public static Succession OfRestart(ShadowState state) =>
        OfStop(state) with
        {
            Command = "restart",
            SuccessorIndex = int.MaxValue,
        };
}
