using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>
/// What NetworkManager is told in a boot, before it runs: the same profiles as on a running host, made of the profile that it
/// would activate on the card. A bridge that is up, or has a port, it takes for somebody else's, and leaves to the kernel. So
/// bridge and uplink are apart and down when it starts, and it joins them by the profiles.
/// </summary>
/// <param name="manager">NetworkManager, whose notes those of the boot are.</param>
/// <param name="managed">The interface.</param>
internal sealed class NetworkManagerBoot(IManager manager, ManagedInterface managed)
{
    private const string MetricOfEthernet = "100"; // nm_device_get_route_metric_default

    /// <summary>The profile that it will activate on the card; null if no file is for the card.</summary>
    private readonly ActiveProfile? _profile = BootProfile.Find(managed.Name.Value, managed.Nic);

    private readonly CardIdentity? _noted = ManagerNotes.OfBoot.TryRead(managed.Name, manager) is { } note
        ? CardIdentity.FromFacts(note.Facts)
        : null;

    /// <summary>Notes by what others know the card. What its profile says itself is left to that.</summary>
    internal static void Note(ManagerWork work, CardIdentity identity, ConnectionFile profile)
    {
        var own = identity with
        {
            DhcpClientId = profile.Find("ipv4", "dhcp-client-id") == null ? identity.DhcpClientId : null,
            DhcpDuid = profile.Find("ipv6", "dhcp-duid") == null ? identity.DhcpDuid : null,
        };
        own.Note(work);
    }

    /// <summary>Why it could not be told in a boot of the profile that is active now; null if it could.</summary>
    internal string? FindRefusal(ActiveProfile now)
    {
        var subject = $"NetworkManager's profile {Text.Quoted(now.Id)} of {managed.Name}";
        if (!now.Text.IsEthernet)
            return $"{subject} is in no file for Ethernet that NetworkManager writes itself, so it cannot be read in a boot; make it one with 'nmcli connection migrate {now.Uuid}'";
        if (now.Text.Has("802-1x"))
            return $"{subject} logs in to the network by 802.1X, and nobody has tried that with a bridge in a boot; run 'bridge-shadow start {managed.Name}' after each boot instead";
        var isSame = now.IsMadeUp ? _profile == null : _profile?.Path == now.Path;
        return isSame
            ? null
            : $"{subject} is active, and in a boot, before NetworkManager runs, {(_profile == null ? "no profile" : Text.Quoted(_profile.Id))} seems to be for it; give the card one profile with interface-name={managed.Name} and the highest autoconnect-priority";
    }

    /// <summary>Why it cannot be told in this boot; null if it can.</summary>
    internal string? FindRefusal()
    {
        if (_noted == null)
            return $"NetworkManager configures {managed.Name}, and nobody has noted by what; run 'bridge-shadow enable {managed.Name}' once it does";
        return _profile == null && !_noted.IsMadeUp
            ? $"NetworkManager's profile {Text.Quoted(_noted.Path)} of {managed.Name} is gone since 'bridge-shadow enable', and no other is for the card; run that again"
            : null;
    }

    /// <summary>Plans the files, and that bridge and uplink are apart.</summary>
    internal void Plan(ManagerWork work)
    {
        var identity = FindIdentity();
        identity.Note(work);
        var source = _profile?.Text ?? MakeUp(identity);
        var files = new ProfileFiles(managed, identity, source);
        work.Note("port", files.Profiles.PortUuid);
        files.PlanWriting(work.Before);
        if (_profile == null)
            files.PlanMadeUp(work.Before, source);
        PlanSeparation(work.After);
        work.After.Add(DeviceState.Managing(managed.Name.Value));
        files.PlanFollowing(work.After);
    }

    private void PlanSeparation(Plan plan)
    {
        var uplink = LinkReference.To(managed.Nic).Named(managed.Uplink);
        var (port, master) = (Text.ShellWord(managed.Uplink), Text.ShellWord(managed.Name.Value));
        plan.Add(
            new Change(
                $"ip link set dev {port} nomaster down\nip link set dev {master} down",
                () => Execute(bridge => new RequestBatch().RemoveMaster(uplink).SetDown(uplink).SetDown(bridge))
            )
            {
                Summary = $"take {managed.Uplink} off the bridge until NetworkManager starts",
                UndoCommand = $"ip link set dev {master} up\nip link set dev {port} master {master} up",
                Undo = () =>
                    Execute(bridge => new RequestBatch().SetUp(bridge).SetMaster(uplink, bridge).SetUp(uplink)),
            }
        );
    }

    private void Execute(Func<LinkReference, RequestBatch> change)
    {
        using var kernel = new Rtnetlink();
        if (kernel.FindLink(managed.Name.Value) is { } bridge)
            kernel.Execute(change(LinkReference.To(bridge)));
    }

    private CardIdentity FindIdentity()
    {
        if (_profile == null)
        {
            // Also by force: without the UUID nothing would be the same.
            var noted = _noted ?? throw new HotplugException(FindRefusal()!);
            return new CardIdentity(
                noted.Uuid,
                $"{ProfileFiles.Folder}/Wired connection 1.nmconnection",
                IsMadeUp: true
            )
            {
                RouteMetric = noted.RouteMetric ?? MetricOfEthernet,
            };
        }
        return _noted?.Path == _profile.Path
            ? _noted
            : new CardIdentity(_profile.Uuid, _profile.Path, IsMadeUp: false) { RouteMetric = MetricOfEthernet };
    }

    /// <summary>What NetworkManager would make up (nm-settings.c).</summary>
    private ConnectionFile MakeUp(CardIdentity identity) =>
        new ConnectionFile()
            .Set("connection", "id", "Wired connection 1")
            .Set("connection", "uuid", identity.Uuid)
            .Set("connection", "type", "ethernet")
            .Set("connection", "autoconnect-priority", "-999")
            .Set("connection", "interface-name", managed.Name.Value)
            .Set("ipv4", "method", "auto")
            .Set("ipv6", "addr-gen-mode", "default")
            .Set("ipv6", "method", "auto")
            .Set(".nmmeta", "nm-generated", "true");
}
