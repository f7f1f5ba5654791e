using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>The program's own options, and the interfaces that it is to work on.</summary>
internal sealed class ShadowOptions
{
    private string? _file;

    /// <summary>Whether firewall rules that may shut the host off are no reason to stop, and stop takes guests' ports off the bridge.</summary>
    internal bool Force { get; private set; }

    internal void AddTo(ProgramOptions options)
    {
        options.Add(
            "config=",
            $"the {{FILE}} that sets {ShadowFile.Key}; default {string.Join(" or ", ShadowFile.Paths)}",
            file => _file = file
        );
        options.Add(
            "force",
            "go on even where the host's firewall may shut it off; stop even where guests' ports are on the bridge, and take them off",
            _ => Force = true
        );
    }

    /// <summary>The interfaces that the words name or, where they name none, the configuration file.</summary>
    /// <exception cref="HotplugException">A name is none, or there is no file.</exception>
    internal IReadOnlyList<InterfaceName> FindInterfaces(KeyValueWords words)
    {
        if (words.Values.Keys.FirstOrDefault() is { } key)
            throw new HotplugException(
                $"the word {Text.Printable(key)}=... means nothing here; name interfaces, such as eth0"
            );
        if (words.Operands.Count > 0)
            return ShadowFile.ParseNames(words.Operands, "INTERFACE");
        var (file, values) = ReadFile();
        var names =
            values.GetValueOrDefault(ShadowFile.Key)
            ?? throw new HotplugException(
                $"{file} does not set {ShadowFile.Key}; add a line such as {ShadowFile.Key}=\"eth0\""
            );
        return ShadowFile.ParseNames(names, file);
    }

    private (string File, IReadOnlyDictionary<string, string> Values) ReadFile()
    {
        foreach (var file in _file == null ? ShadowFile.Paths : [_file])
        {
            if (AssignmentFile.TryRead(file, onlyKey: ShadowFile.Key) is { } values)
                return (file, values);
        }
        throw new HotplugException(
            _file == null
                ? $"no INTERFACE was named, and there is neither {string.Join(" nor ", ShadowFile.Paths)} to set {ShadowFile.Key}"
                : $"could not read {Text.Printable(_file)}: there is no such file"
        );
    }
}
