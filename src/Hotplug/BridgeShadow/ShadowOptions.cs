using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>The program's own options, and the interfaces that it is to work on.</summary>
internal sealed class ShadowOptions
{
    private const int LeastSeconds = 1;
    private const int MostSeconds = 24 * 60 * 60;

    private string? _file;
    private string? _filtering;
    private string? _uplinkVlans;

    /// <summary>Whether firewall rules that may shut the host off are no reason to stop, and stop takes guests' ports off the bridge.</summary>
    internal bool Force { get; private set; }

    /// <summary>Whether the host boots: cards may still appear, and managers be started later.</summary>
    internal bool IsBoot { get; private set; }

    /// <summary>The managers that are told.</summary>
    internal HostManagers Managers => IsBoot ? HostManagers.AtBoot() : HostManagers.All();

    /// <summary>How long there is to confirm what is changed; null if that is not asked for.</summary>
    internal TimeSpan? Confirm { get; private set; }

    /// <summary>What the bridges should make of VLANs, once that was read.</summary>
    internal ShadowVlans Vlans { get; private set; } = ShadowVlans.AsTheyAre;

    /// <summary>The options that say how interfaces are shadowed, for the program to call itself with.</summary>
    internal IReadOnlyList<string> ConfigurationWords =>
        [
            .. Words("config", _file == null ? null : Path.GetFullPath(_file)),
            .. Words("vlan-filtering", _filtering),
            .. Words("uplink-vlans", _uplinkVlans),
        ];

    /// <summary>Goes on where a change would be refused otherwise: what is taken back must not be.</summary>
    internal void Insist() => Force = true;

    internal void AddTo(ProgramOptions options)
    {
        options.Add(
            "config=",
            $"the {{FILE}} that sets {ShadowFile.Key}; default {string.Join(" or ", ShadowFile.Paths)}",
            file => _file = file
        );
        options.Add(
            "vlan-filtering=",
            "with start and restart: whether the bridges keep VLANs apart, {yes} or no; then the file says nothing of VLANs",
            value => _filtering = value
        );
        options.Add(
            "uplink-vlans=",
            "with start and restart: the {VLANS} that the uplinks carry, such as 1p/10/20; then the file says nothing of VLANs",
            value => _uplinkVlans = value
        );
        options.Add(
            "force",
            "go on even where the host's firewall may shut it off; stop even where guests' ports are on the bridge, and take them off",
            _ => Force = true
        );
        options.Add(
            "boot",
            "with start: wait until udev has finished with the cards, and tell managers that start later; the unit and the init script use it",
            _ => IsBoot = true
        );
        options.Add(
            "confirm:",
            "with start and stop: take it back unless it is confirmed within {SECONDS}; default 120",
            seconds => Confirm = ParseSeconds(seconds)
        );
    }

    // Without a value there is null.
    private static TimeSpan ParseSeconds(string? text) =>
        text == null ? TimeSpan.FromSeconds(120)
        : Text.TryReadNumber(text, out var seconds) && seconds is >= LeastSeconds and <= MostSeconds
            ? TimeSpan.FromSeconds(seconds)
        : throw new HotplugException(
            $"--confirm={Text.Printable(text)} is no number of seconds from {LeastSeconds} to {MostSeconds}; give one, or none for 120"
        );

    /// <summary>Fails where --confirm was given to a command that it means nothing to.</summary>
    /// <exception cref="HotplugException">It was.</exception>
    internal void RefuseConfirm(string? command)
    {
        if (Confirm != null)
            throw new HotplugException(
                $"--confirm means nothing to {command}; give it to start or stop, and leave it out here"
            );
    }

    /// <summary>Fails where the options of VLANs were given to a command that they mean nothing to.</summary>
    /// <exception cref="HotplugException">One was.</exception>
    internal void RefuseVlans(string? command)
    {
        if (_filtering != null || _uplinkVlans != null)
            throw new HotplugException(
                $"--vlan-filtering and --uplink-vlans mean nothing to {command}; give them to start or restart, or set {ShadowFile.FilteringKey} and {ShadowFile.UplinkVlansKey} in the file"
            );
    }

    /// <summary>Fails where another file was given to a command that changes the file that counts at boot.</summary>
    /// <exception cref="HotplugException">One was.</exception>
    internal void RefuseConfiguration(string? command)
    {
        if (_file != null)
            throw new HotplugException(
                $"--config means nothing to {command}, since a boot reads {string.Join(" or ", ShadowFile.Paths)}; leave it out"
            );
    }

    /// <summary>The interfaces that the words name; none if they name none.</summary>
    /// <exception cref="HotplugException">A name is none.</exception>
    internal static IReadOnlyList<InterfaceName> ReadNamed(KeyValueWords words) =>
        words.Values.Keys.FirstOrDefault() is { } key
            ? throw new HotplugException(
                $"the word {Text.Printable(key)}=... means nothing here; name interfaces, such as eth0"
            )
            : ShadowFile.ParseNames(words.Operands, "INTERFACE");

    /// <summary>The interfaces that the words name or, where they name none, the configuration file.</summary>
    /// <exception cref="HotplugException">A name is none, or there is no file.</exception>
    internal IReadOnlyList<InterfaceName> FindInterfaces(KeyValueWords words)
    {
        if (ReadNamed(words) is { Count: > 0 } named)
            return named;
        var (file, values) = ReadFile();
        var names =
            values.GetValueOrDefault(ShadowFile.Key)
            ?? throw new HotplugException(
                $"{file} does not set {ShadowFile.Key}; add a line such as {ShadowFile.Key}=\"eth0\""
            );
        return ShadowFile.ParseNames(names, file);
    }

    /// <summary>Reads what the bridges should make of VLANs: from the options, and from the configuration file if there is one.</summary>
    /// <exception cref="HotplugException">It is wrong.</exception>
    internal void ReadVlans()
    {
        // One option without the other means that one alone, whatever the file says.
        if (_filtering != null || _uplinkVlans != null)
            Vlans = ShadowVlans.Parse(_filtering, _uplinkVlans, "");
        else if (TryReadFile() is var (file, values))
            Vlans = ShadowVlans.Parse(values, file);
    }

    private (string File, IReadOnlyDictionary<string, string> Values) ReadFile() =>
        TryReadFile()
        ?? throw new HotplugException(
            _file == null
                ? $"no INTERFACE was named, and there is neither {string.Join(" nor ", ShadowFile.Paths)} to set {ShadowFile.Key}"
                : $"could not read {Text.Printable(_file)}: there is no such file"
        );

    private (string File, IReadOnlyDictionary<string, string> Values)? TryReadFile()
    {
        foreach (var file in _file == null ? ShadowFile.Paths : [_file])
        {
            if (ShadowFile.TryRead(file) is { } values)
                return (file, values);
        }
        return null;
    }

    private static IEnumerable<string> Words(string option, string? value) =>
        value == null ? [] : [$"--{option}={value}"];
}
