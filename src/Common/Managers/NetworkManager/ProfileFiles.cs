using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>The files that tell NetworkManager of a bridge. All are below /run.</summary>
internal sealed class ProfileFiles
{
    internal const string Folder = "/run/NetworkManager/system-connections";

    private readonly CardIdentity _identity;
    private readonly string _bridgePath;
    private readonly string _portPath;
    private readonly string _configurationPath;
    private readonly string _asidePath;
    private readonly string _watcher;
    private readonly string _name;
    private readonly bool _hasSource;

    internal ProfileFiles(ManagedInterface managed, CardIdentity identity)
        : this(
            managed,
            identity,
            ActiveProfile.Read(RegularFile.Exists(AsidePath(managed)) ? AsidePath(managed) : identity.Path)
        ) { }

    /// <param name="managed">The interface.</param>
    /// <param name="identity">By what others know the card.</param>
    /// <param name="source">The card's profile.</param>
    internal ProfileFiles(ManagedInterface managed, CardIdentity identity, ConnectionFile source)
    {
        _identity = identity;
        _name = managed.Name.Value;
        _bridgePath = $"{Folder}/bridge-shadow-{managed.Name}.nmconnection";
        _portPath = $"{Folder}/bridge-shadow-{managed.Uplink}.nmconnection";
        _configurationPath = $"/run/NetworkManager/conf.d/bridge-shadow-{managed.Name}.conf";
        _asidePath = AsidePath(managed);
        _watcher = $"bridge-shadow-{managed.Name}";
        _hasSource = source.Find("connection", "type") != null;
        Profiles = new BridgeProfiles(managed.Name, managed.Uplink, source, identity) { Vlans = managed.Vlans };
    }

    /// <summary>What the profiles say.</summary>
    internal BridgeProfiles Profiles { get; }

    /// <summary>Plans that the profiles are there when NetworkManager starts.</summary>
    internal void PlanWriting(Plan plan)
    {
        plan.Add(RuntimeFile.Writing(_bridgePath, Profiles.FormatBridge(), RuntimeFile.Secret));
        plan.Add(RuntimeFile.Writing(_portPath, Profiles.FormatPort(), RuntimeFile.Secret));
        // Guests' ports are none of its business: a profile that names no card would be activated on them.
        plan.Add(
            RuntimeFile.Writing(
                _configurationPath,
                "[keyfile]\nunmanaged-devices+=interface-name:vif*\n",
                RegularFile.Readable
            )
        );
        // Two of one UUID: it would take the newer.
        if (_identity.IsMadeUp)
            plan.Add(Moving(_identity.Path, _asidePath));
    }

    /// <summary>Plans that a profile that NetworkManager would make up for the card is there for the stop.</summary>
    internal void PlanMadeUp(Plan plan, ConnectionFile profile) =>
        plan.Add(RuntimeFile.Writing(_asidePath, profile.Format(), RuntimeFile.Secret));

    /// <summary>Plans that nothing is left of them.</summary>
    internal void PlanDeleting(Plan plan)
    {
        if (!_identity.IsMadeUp)
            plan.Add(HostCommand.Running("systemctl", "stop", $"{_watcher}.path") with { IsTidying = true });
        plan.Add(RuntimeFile.Deleting(_bridgePath, RuntimeFile.Secret));
        plan.Add(RuntimeFile.Deleting(_portPath, RuntimeFile.Secret));
        plan.Add(RuntimeFile.Deleting(_configurationPath, RegularFile.Readable));
        if (_identity.IsMadeUp)
            plan.Add(Moving(_asidePath, _identity.Path));
    }

    /// <summary>Plans that the bridge's profile is made again whenever the card's is saved.</summary>
    internal void PlanFollowing(Plan plan)
    {
        if (_identity.IsMadeUp)
            return;
        var program = Environment.ProcessPath ?? "bridge-shadow";
        string[] words =
        [
            "systemd-run",
            "--quiet",
            // Early in a boot, what such a unit waits for may wait for the network.
            "--no-block",
            $"--unit={_watcher}",
            $"--path-property=PathChanged={_identity.Path}",
            program,
            "start",
            _name,
        ];
        var running = HostCommand.Running(words, ["systemctl", "stop", $"{_watcher}.path"]);
        plan.Add(
            running with
            {
                Apply = () =>
                {
                    if (!Systemd.IsActive($"{_watcher}.path"))
                        running.Apply();
                },
                IsTidying = true,
            }
        );
    }

    /// <summary>Plans that the profiles say again what the card's says now. It counts when the bridge's is activated again.</summary>
    internal void PlanRenewal(Plan plan)
    {
        if (!_hasSource || _identity.IsMadeUp)
            return;
        PlanRenewal(plan, _bridgePath, Profiles.FormatBridge());
        PlanRenewal(plan, _portPath, Profiles.FormatPort());
    }

    private static string AsidePath(ManagedInterface managed) => $"{ShadowNames.RuntimeFolder}/{managed.Name}:profile";

    private static void PlanRenewal(Plan plan, string path, string text)
    {
        if (RegularFile.TryRead(path, out _) == text)
            return;
        plan.Add(RuntimeFile.Writing(path, text, RuntimeFile.Secret));
        plan.Add(HostCommand.Running("nmcli", "connection", "load", path));
    }

    /// <summary>Moves a file that may have been moved already.</summary>
    private static Change Moving(string from, string to) =>
        new($"mv {Text.ShellWord(from)} {Text.ShellWord(to)}", () => Move(from, to))
        {
            UndoCommand = $"mv {Text.ShellWord(to)} {Text.ShellWord(from)}",
            Undo = () => Move(to, from),
        };

    private static void Move(string from, string to)
    {
        try
        {
            if (File.Exists(from))
                File.Move(from, to, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException($"could not move {from} to {to}: {exception.Message}", exception);
        }
    }
}
