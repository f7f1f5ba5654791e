using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>Guards ports by nftables, in a table of its own.</summary>
/// <param name="links">The host's links.</param>
public sealed class NftablesFirewall(ILinkTable links) : IFirewall
{
    // The group_fwd_mask of a guarded port, by the last digit of 01:80:c2:00:00:0x: spanning tree and LLDP. From their
    // frames a bridge learns before the firewall sees them, unless it has to forward them like all others.
    internal const int MaskOfGuarded = 1 << 0 | 1 << 0xe;

    // One arrival in seventeen, by its link's index, looks at all records. 17 is prime: whatever the step from one
    // arrival's index to the next (but 17 itself), it is exactly every seventeenth.
    private const int ArrivalsPerSearch = 17;

    // More than can have gathered between two searches, so that what is left gets less.
    private const int MostCleared = 64;

    private const string Nft = "nft";

    private readonly NftablesGuards _guards = new();
    private readonly PortPinning _pinning = new(links);
    private (int? ProbedUse, bool IsKnown) _table;
    private (string Device, GuardRecord? Record)? _found;

    /// <inheritdoc/>
    public void Dispose() => _guards.Dispose();

    /// <summary>Whether a port has what a guarded one gets, and keeps when somebody flushes the rules.</summary>
    public static bool WasGuarded(Link port) => port.PortOptions.GroupForwardMask == MaskOfGuarded;

    /// <inheritdoc/>
    public HostDefault HostDefault =>
        IsTableThere ? Ask(() => _guards.HostDefault, HostDefault.Unset) : HostDefault.Unset;

    /// <summary>
    /// Whether the rules are there that look at guarded ports: somebody may have flushed them, and left the sets, or an older
    /// version may have declared them.
    /// </summary>
    public bool AreRulesThere => ProbedUse == GuardTable.ProbedUse;

    // Asked once: most hosts guard nothing, and then there is no more to ask.
    private int? ProbedUse
    {
        get
        {
            if (!_table.IsKnown)
                _table = (Ask(() => _guards.ProbedUse, null), true);
            return _table.ProbedUse;
        }
    }

    private bool IsTableThere => ProbedUse != null;

    /// <inheritdoc/>
    public IReadOnlyList<GuardRecord> ListGuards()
    {
        try
        {
            return NftablesFaults.Note(_guards.List(), _guards, AreRulesThere);
        }
        catch (NetlinkException exception) when (IsMissing(exception))
        {
            return [];
        }
    }

    /// <summary>Why this host cannot be guarded by nftables; null if nothing is known that keeps it from it.</summary>
    public string? FindObstacle() => AreRulesThere || ChildProcess.Find(Nft) != null ? null : $"{Nft} is not installed";

    /// <inheritdoc/>
    public void PlanHostDefault(Plan plan, HostDefault value)
    {
        var before = HostDefault;
        if (before == value)
            return;
        if (value != HostDefault.Unset)
            PlanDeclaration(plan);
        plan.Add(
            new Change(HostDefaultScript(before, value), () => _guards.SetHostDefault(value))
            {
                Summary = "set the host's default for antispoofing",
                UndoCommand = HostDefaultScript(value, before),
                Undo = () => _guards.SetHostDefault(before),
            }
        );
    }

    /// <inheritdoc/>
    public bool HasGuard(Link port, string device) => WasGuarded(port) || Find(device)?.Index == port.Index;

    /// <inheritdoc/>
    public IPortGuarding ForGuarded(PortGuard guard) => new Guarding(this, guard.Device, guard);

    /// <inheritdoc/>
    public IPortGuarding ForUnguarded(string device) => new Guarding(this, device, null);

    private void PlanArrival(Plan plan, string device, Link port, PortGuard? guard)
    {
        if (IsSearching(port.Index))
        {
            var stale = FindStale().FindAll(guard => guard.Device != device);
            PlanClearing(plan, stale.GetRange(0, Math.Min(stale.Count, MostCleared)));
        }
        var before = Find(device);
        if (
            IsTableThere
            && before?.Index != port.Index
            && Ask(() => _guards.FindOther(port.Index, device), null) is { } other
        )
            PlanReplacement(plan, other, null, other.Device);
        if (guard != null)
        {
            ScriptName.Require(device, port.Name);
            // Also where the port has its guard already: somebody may have flushed the rules.
            PlanDeclaration(plan);
        }
        if (guard == null ? before == null : before?.Guard?.IsSameAs(guard) == true)
            return;
        PlanReplacement(plan, before, guard, port.Name);
    }

    /// <inheritdoc/>
    public void PlanDeparture(Plan plan, string device, string name)
    {
        if (Find(device) is { } before)
            PlanReplacement(plan, before, null, name);
    }

    /// <inheritdoc/>
    public void NotePin(LinkPlanner port, string device)
    {
        if (WasGuarded(port.Link) && !port.Link.PortOptions.IsLearning && Find(device)?.Guard is { } guard)
            port.NotePin(guard.Address);
    }

    /// <summary>Whether the arrival of a link with that index looks for what other guests left.</summary>
    internal static bool IsSearching(int linkIndex) => linkIndex % ArrivalsPerSearch == 0;

    /// <inheritdoc/>
    public void PlanEnd(Plan plan)
    {
        PlanClearing(plan, FindStale());
        // A default that goes with the same plan is still there now.
        if (IsTableThere && Ask(() => _guards.List().All(record => !_guards.LinkExists(record)), false))
            plan.Add(new Change($"nft delete table {GuardTable.Path}", _guards.DeleteUnused) { IsTidying = true });
    }

    /// <summary>The record of a device as it was when planning began: two ask for it, and the kernel is asked once.</summary>
    private GuardRecord? Find(string device)
    {
        if (_found?.Device != device)
            _found = (device, IsTableThere ? Ask(() => _guards.Find(device), null) : null);
        return _found?.Record;
    }

    private void PlanReplacement(Plan plan, GuardRecord? before, PortGuard? after, string name)
    {
        var device = after?.Device ?? before!.Device;
        plan.Add(
            new Change(GuardScript.Replace(before, after, name), () => _guards.Replace(before, after))
            {
                Summary = after == null ? $"take the guard of {name} away" : $"guard {name}",
                UndoCommand = after == null ? $"# guard {name} again" : $"# take the guard of {name} away again",
                Undo = () => Restore(device, before),
            }
        );
    }

    private void Restore(string device, GuardRecord? before)
    {
        // What an earlier link of that name had left behind is not brought back.
        if (before != null && !_guards.LinkExists(before))
            before = null;
        if (before is { Guard: null })
            throw new HotplugException(
                "what the guard allowed is too long to be known; let the port come online again"
            );
        _guards.Replace(_guards.Find(device), before?.Guard);
    }

    private void PlanDeclaration(Plan plan)
    {
        if (AreRulesThere)
            return;
        _ = FindNft();
        plan.Add(
            new Change(GuardScript.Wrap(GuardTable.Declaration), Declare)
            {
                Summary = $"declare the nftables table {GuardTable.Path}",
            }
        );
    }

    private static string FindNft() =>
        ChildProcess.Find(Nft)
        ?? throw new HotplugException(
            $"could not guard by nftables: {Nft} is not installed; install nftables, set antispoof=no, or, where IPv4 and IPv6 sources are enough, firewall=iptables and {FirewallChoice.PartialGuardKey}=yes"
        );

    /// <summary>Whatever nft fails with fails this event, and changes nothing for the next.</summary>
    private static void Declare()
    {
        var (status, _, error) = ChildProcess.Run(FindNft(), ["--file", "-"], GuardTable.Declaration);
        if (status != 0)
            throw new HotplugException(
                $"{Nft} failed with exit status {status}: {FirstLine(error)}; try again, and see that this host has Linux 5.6 and nftables 1.0 or later"
            );
    }

    private List<GuardRecord> FindStale() => IsTableThere ? Ask(_guards.ListStale, []) : [];

    private void PlanClearing(Plan plan, List<GuardRecord> stale)
    {
        foreach (var guard in stale)
            plan.Add(
                new Change(GuardScript.Replace(guard, null, guard.Device), () => _guards.Clear(guard))
                {
                    Summary = $"clear what is left of the guard of {guard.Device}",
                    IsTidying = true,
                }
            );
    }

    private static string HostDefaultScript(HostDefault before, HostDefault after)
    {
        var lines = new List<string>();
        if (before != HostDefault.Unset)
            lines.Add($"delete element {GuardTable.Path} {GuardTable.HostDefault} {{ \"{before.Word()}\" }}");
        if (after != HostDefault.Unset)
            lines.Add($"add element {GuardTable.Path} {GuardTable.HostDefault} {{ \"{after.Word()}\" }}");
        return GuardScript.Wrap(string.Join('\n', lines));
    }

    private static string FirstLine(string text) =>
        Text.Printable(text.Split('\n', 2, StringSplitOptions.TrimEntries)[0]);

    /// <summary>Asks the kernel; one that has no nftables, or does not tell a user who is not root, has no guards.</summary>
    private static T Ask<T>(Func<T> question, T otherwise)
    {
        try
        {
            return question();
        }
        catch (NetlinkException exception) when (IsMissing(exception) || exception.Error is Errno.EPERM or Errno.EACCES)
        {
            return otherwise;
        }
    }

    private static bool IsMissing(NetlinkException exception) =>
        exception.Error is Errno.EPROTONOSUPPORT or Errno.EAFNOSUPPORT or Errno.EOPNOTSUPP or Errno.EINVAL;

    private sealed class Guarding(NftablesFirewall firewall, string device, PortGuard? guard) : IPortGuarding
    {
        public string? Guard => guard?.Description;

        public bool MustJoinDown => guard != null;

        public void PlanBeforeJoining(LinkPlanner port)
        {
            firewall.PlanArrival(port.Plan, device, port.Link, guard);
            firewall._pinning.Note(port, firewall.Find(device)?.Guard);
        }

        public void PlanAfterJoining(LinkPlanner port)
        {
            if (guard != null)
                firewall._pinning.Plan(port, guard);
            // Any other mask may be the administrator's.
            else if (WasGuarded(port.Link))
                PortPinning.PlanEnd(port);
        }
    }
}
