using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>
/// NetworkManager. It follows a link by its index, whatever its name, and takes a bridge that appears for somebody else's. So it
/// is stopped while NIC and bridge change places, which leaves all addresses as they are, and finds a profile for each of the
/// two when it starts, with the note that it was in charge of them: it carries on with the bridge as with the NIC after a
/// restart of its own.
/// </summary>
/// <param name="others">The other managers: in a boot, what none of them configures has to be taken for NetworkManager's.</param>
internal sealed class NetworkManagerService(IReadOnlyList<IManager> others) : IManager
{
    private const string Unit = "NetworkManager.service";

    /// <inheritdoc/>
    public string Name => "NetworkManager";

    /// <inheritdoc/>
    public IReadOnlyList<string> Programs => [Name];

    /// <inheritdoc/>
    public string? FindClaim(Link link) =>
        ActiveProfile.Find(link) is { } profile
            ? $"the profile {Text.Quoted(profile.Id)} ({(profile.Path.Length > 0 ? profile.Path : "which has no file")})"
            : null;

    /// <inheritdoc/>
    public string? FindRefusal(ManagedInterface managed) =>
        ActiveProfile.Find(managed.Nic) is { } profile ? ManagerRefusals.Find(managed.Name, profile) : null;

    /// <inheritdoc/>
    public string? FindBootClaim(Link link) =>
        Systemd.IsAboutToStart(Unit) && others.All(other => other.FindBootClaim(link) == null)
            ? "whatever no other manager configures"
            : null;

    /// <inheritdoc/>
    public bool ConfiguresInBoot => true;

    /// <inheritdoc/>
    public string? FindBootRefusal(ManagedInterface managed)
    {
        if (!Systemd.IsInit)
            return "NetworkManager cannot be told of a bridge in a boot without systemd; let ifupdown configure the interface";
        // What it was when the bridge took its place was tried then.
        if (managed.Bridge != null)
            return null;
        var boot = new NetworkManagerBoot(this, managed);
        return ActiveProfile.Find(managed.Nic) is { } profile ? boot.FindRefusal(profile) : boot.FindRefusal();
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> FindBootFacts(
        ManagedInterface managed,
        IReadOnlyDictionary<string, string> noted
    )
    {
        var identity =
            managed.Bridge == null && ActiveProfile.Find(managed.Nic) is { } profile
                ? CardIdentity.Of(profile, managed.Nic)
                : CardIdentity.FromFacts(noted);
        var work = new ManagerWork(managed, new Dictionary<string, string>());
        if (identity != null)
            NetworkManagerBoot.Note(work, identity, ActiveProfile.Read(identity.Path));
        return work.Facts;
    }

    /// <inheritdoc/>
    public void PlanBoot(ManagerWork work) => new NetworkManagerBoot(this, work.Interface).Plan(work);

    /// <inheritdoc/>
    public void PlanStart(ManagerWork work)
    {
        var (name, nic) = (work.Interface.Name, work.Interface.Nic);
        var known = CardIdentity.FromFacts(work.Facts);
        var identity =
            work.Interface.Bridge == null && ActiveProfile.Find(nic) is { } profile
                ? CardIdentity.Of(profile, nic)
                : known;
        if (identity == null)
            return;
        identity.Note(work);
        var files = new ProfileFiles(work.Interface, identity);
        // For the doctor.
        work.Note("port", files.Profiles.PortUuid);
        // First, so that an undo starts it last.
        work.Before.Add(Stopping(work, UnitsThatNeedIt()));
        files.PlanWriting(work.Before);

        work.After.Add(DeviceState.Handing(name.Value, files.Profiles.BridgeUuid, identity.RouteMetric));
        work.After.Add(DeviceState.Handing(nic.Index, files.Profiles.PortUuid, null));
        PlanCarryingOn(work, files.Profiles.BridgeUuid);
        files.PlanFollowing(work.After);
    }

    /// <inheritdoc/>
    public void PlanRenewal(ManagerWork work)
    {
        if (CardIdentity.FromFacts(work.Facts) is { } identity)
            work.After.AddAll(PlanRenewal(work.Interface, identity));
    }

    /// <inheritdoc/>
    public void PlanStop(ManagerWork work)
    {
        if (CardIdentity.FromFacts(work.Facts) is not { } identity)
            return;
        var files = new ProfileFiles(work.Interface, identity);
        work.Before.Add(Stopping(work, UnitsThatNeedIt()));

        files.PlanDeleting(work.After);
        work.After.Add(DeviceState.Handing(work.Interface.Nic.Index, identity.Uuid, identity.RouteMetric));
        PlanCarryingOn(work, identity.Uuid);
    }

    /// <summary>Plans a renewal, and another one for a profile that is saved meanwhile: systemd does not start what is running.</summary>
    private static Plan PlanRenewal(ManagedInterface managed, CardIdentity identity)
    {
        var plan = new Plan();
        new ProfileFiles(managed, identity).PlanRenewal(plan);
        if (plan.Changes.Count > 0)
            plan.Add(
                new Change(
                    "# the same again, if the card's profile was saved meanwhile",
                    () => PlanRenewal(managed, identity).Apply(_ => { })
                )
            );
        return plan;
    }

    private static Change Stopping(ManagerWork work, List<string> others)
    {
        if (others.Count > 0)
            work.Note("units", string.Join(' ', others));
        return HostCommand.Running(["systemctl", "stop", Unit], ["systemctl", "start", Unit]);
    }

    private static void PlanCarryingOn(ManagerWork work, string uuid)
    {
        var name = work.Interface.Name.Value;
        work.After.Add(HostCommand.Running(["systemctl", "start", Unit], ["systemctl", "stop", Unit]));
        work.After.Add(
            new Change(
                $"nmcli device show {Text.ShellWord(name)} # until it shows the profile {uuid}",
                () => ProfileWait.Wait(name, uuid)
            )
        );
        if (work.Facts.GetValueOrDefault("units") is { Length: > 0 } units)
            work.After.Add(
                HostCommand.Running(["systemctl", "start", "--no-block", .. units.Split(' ')]) with
                {
                    IsTidying = true,
                }
            );
    }

    /// <summary>What systemd stops with NetworkManager, and does not start again by itself.</summary>
    private static List<string> UnitsThatNeedIt()
    {
        var (_, text) = HostCommand.Ask("systemctl", "show", "-p", "RequiredBy,BoundBy,ConsistsOf", Unit);
        var units = KeyFile
            .Parse(text)
            .Values.SelectMany(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return [.. units.Distinct().Where(Systemd.IsActive)];
    }
}
