using System.Globalization;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>
/// systemd-networkd, also as netplan's renderer. It sees a new link with the card's name, and configures it by the first
/// .network file that fits. A file of ours below /run makes that the one of the card, for the same DHCP client.
/// </summary>
public sealed class NetworkdManager : IManager
{
    private const string Unit = "systemd-networkd.service";
    private const string FileFact = "file";
    private const string SettingsFact = "settings";
    private const string Prefix = "00-0-bridge-shadow-";
    private const string Keeping = "\n[Network]\nKeepConfiguration=yes\n";

    /// <summary>The file below /run with what is added to the administrator's for a bridge of that name.</summary>
    public static string BridgeFile(InterfaceName name) => new StandIn($"{Prefix}{name}", "").Own;

    /// <inheritdoc/>
    public string Name => "systemd-networkd";

    /// <inheritdoc/>
    public IReadOnlyList<string> Programs => ["systemd-network"]; // the kernel keeps 15 characters

    /// <inheritdoc/>
    public string? FindClaim(Link link) => LinkState.IsRunning ? LinkState.FindFile(link.Index) : null;

    /// <inheritdoc/>
    public string? FindRefusal(ManagedInterface managed) =>
        ChildProcess.Find("networkctl") == null
            ? $"systemd-networkd configures {managed.Name}, and cannot be told of a bridge without networkctl; install it (systemd 244 or later)"
            : null;

    /// <inheritdoc/>
    public void PlanStart(ManagerWork work)
    {
        var managed = work.Interface;
        if (FileOf(work, managed.Nic) is not { } path)
            return;
        work.Note(FileFact, path);
        var file = NetworkFile.Find(path);
        if (managed.Bridge == null)
            work.Note(SettingsFact, FindSettings(file, managed.Nic));
        var settings = Sections(work.Facts.GetValueOrDefault(SettingsFact, ""));
        var bridge = ForBridge(managed);

        work.Before.Add(ReloadingOnUndo(managed.Name));
        work.Before.Add(RuntimeFile.Writing(PortsPath(managed.Name), ForPorts(managed, file), RegularFile.Readable));
        bridge.PlanWriting(work.Before, file, Keeping + settings);
        work.Before.Add(HostCommand.Running("networkctl", "reload"));

        LastName.Plan(work, managed.Nic);
        work.After.Add(Reannouncing(managed.Name));
        work.After.Add(
            Settling.Before(
                managed.Name,
                "start",
                () => bridge.Write(Keeping + settings),
                (bridge.DescribeWriting(settings), () => bridge.Write(settings))
            )
        );
    }

    /// <inheritdoc/>
    public string? FindBootClaim(Link link) =>
        Systemd.IsAboutToStart(Unit) ? NetworkFile.FindFor(LinkDescription.Of(link.Name, link))?.Path : null;

    /// <inheritdoc/>
    public bool ConfiguresInBoot => true;

    /// <inheritdoc/>
    public string? FindBootRefusal(ManagedInterface managed)
    {
        var now = PathBehind(LinkState.FindFile((managed.Bridge ?? managed.Nic).Index));
        var later = NetworkFile.FindFor(LinkDescription.Of(managed.Name.Value, managed.Nic))?.Path;
        return now == null || now == later
            ? null
            : $"systemd-networkd configures {managed.Name} by {now}, and in a boot, before it runs, {later ?? "no file"} seems to be for it; give the card's file a plain [Match], such as Name={managed.Name}, and a name that comes first";
    }

    /// <inheritdoc/>
    public void PlanBoot(ManagerWork work)
    {
        var managed = work.Interface;
        if (NetworkFile.FindFor(LinkDescription.Of(managed.Name.Value, managed.Nic)) is not { } file)
            return;
        work.Note(FileFact, file.Path);
        work.Note(SettingsFact, FindSettings(file, managed.Nic));
        work.Before.Add(RuntimeFile.Writing(PortsPath(managed.Name), ForPorts(managed, file), RegularFile.Readable));
        ForBridge(managed).PlanWriting(work.Before, file, Sections(work.Facts[SettingsFact]));
        // networkd leaves the uplink alone.
        if (file.FindMtu() is { } mtu)
            UplinkMtu.Plan(work, mtu);
    }

    /// <inheritdoc/>
    public void PlanStop(ManagerWork work)
    {
        var managed = work.Interface;
        var card = ForCard(managed);
        if (managed.Bridge is { } bridge && FileOf(work, bridge) is { } path)
        {
            work.Before.Add(ReloadingOnUndo(managed.Name));
            card.PlanWriting(work.Before, NetworkFile.Find(path), Keeping);
            work.Before.Add(HostCommand.Running("networkctl", "reload"));
            LastName.Plan(work, bridge);
        }
        work.After.Add(Reannouncing(managed.Name));
        work.After.Add(
            Settling.Before(
                managed.Name,
                "stop",
                () => card.Write(Keeping),
                (DescribeDeleting(managed), () => Delete(managed))
            )
        );
    }

    private static string DescribeDeleting(ManagedInterface managed) =>
        $"{ForBridge(managed).DescribeDeleting()}; {ForCard(managed).DescribeDeleting()}; rm -f {Text.ShellWord(PortsPath(managed.Name))}";

    private static void Delete(ManagedInterface managed)
    {
        ForBridge(managed).Delete();
        ForCard(managed).Delete();
        RuntimeFile.Delete(PortsPath(managed.Name));
    }

    /// <summary>What a bridge needs that the card had by itself: words of section, key and value.</summary>
    private static string FindSettings(NetworkFile file, Link nic)
    {
        var texts = file.ReadTexts();
        bool Sets(string key, params string[] sections) => texts.Exists(text => NetworkFile.Sets(text, key, sections));
        var hash = ClientIdentity.Hash(UdevDatabase.Read(nic.Index), nic.Address);
        var words = new List<string>();
        // A number that the administrator gives by himself stays, and may change.
        if (!Sets("IAID", "DHCPv4", "DHCP"))
            words.Add(Word("DHCPv4", "IAID", ClientIdentity.OfLease(LinkState.ReadLease(nic.Index)) ?? hash));
        if (!Sets("IAID", "DHCPv6"))
            words.Add(Word("DHCPv6", "IAID", hash));
        // Otherwise networkd takes that with which the bridge was made, when a lease has none.
        if (Sets("UseMTU", "DHCPv4", "DHCP") && !Sets("MTUBytes", "Link"))
            words.Add(Word("Link", "MTUBytes", (uint)nic.Mtu));
        return string.Join(',', words);
    }

    private static string Word(string section, string key, uint value) =>
        string.Create(CultureInfo.InvariantCulture, $"{section} {key} {value}");

    private static string Sections(string settings) =>
        string.Concat(
            settings
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => word.Split(' '))
                .Where(words => words.Length == 3)
                .Select(words => $"\n[{words[0]}]\n{words[1]}={words[2]}\n")
        );

    // The file of a bridge, and of a card that an earlier stop has left, is one of ours: a symbolic link.
    private static string? FileOf(ManagerWork work, Link link) =>
        PathBehind(work.Facts.GetValueOrDefault(FileFact) ?? LinkState.FindFile(link.Index));

    private static string? PathBehind(string? path) =>
        path != null && Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal)
            ? new FileInfo(path).LinkTarget
            : path;

    // The bridge has its spare name for a moment, in which networkd should notice nothing.
    private static StandIn ForBridge(ManagedInterface managed) =>
        new($"{Prefix}{managed.Name}", $"Name={managed.Name} {ShadowNames.Spare(managed.Nic.Index)}\nKind=bridge\n");

    private static StandIn ForCard(ManagedInterface managed) =>
        new($"{Prefix}{managed.Name}-card", $"Name={managed.Name}\nKind=!bridge\n");

    private static string PortsPath(InterfaceName name) => $"{StandIn.Folder}/{Prefix}{name}-ports.network";

    // A file for links of any name fits the ports of guests, and takes them out of their bridge.
    private static string ForPorts(ManagedInterface managed, NetworkFile file)
    {
        var names = NetworkFile.FitsAnyName(RegularFile.TryRead(file.Path, out _) ?? "")
            ? $"{managed.Uplink} vif*"
            : managed.Uplink;
        return $"[Match]\nName={names}\n\n[Link]\nUnmanaged=yes\n";
    }

    private static Change Reannouncing(InterfaceName name) =>
        new(Reannouncement.Describe(name), () => Reannouncement.Make(name)) { IsTidying = true };

    // Changes are taken back from the last to the first: by then the files are as they were.
    private static Change ReloadingOnUndo(InterfaceName name) =>
        new("# from here on, 'networkctl reload' if anything fails", () => { })
        {
            UndoCommand = "networkctl reload",
            Undo = () =>
            {
                HostCommand.Run("networkctl", "reload");
                Reannouncement.Make(name);
            },
        };
}
