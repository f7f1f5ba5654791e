using Xen.Hotplug.Common;
using Xen.Hotplug.Common.CommandLine;

namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>bridge-shadow's file, as bridge-shadow reads it.</summary>
/// <param name="Path">Where it is; null where there is none.</param>
/// <param name="Interfaces">The interfaces that it names.</param>
/// <param name="Fault">What is wrong with it; null where nothing is.</param>
internal sealed record ShadowFile(string? Path, IReadOnlyList<string> Interfaces, string? Fault)
{
    private const string Key = "INTERFACES";
    private static readonly string[] Paths = ["/etc/sysconfig/bridge-shadow", "/etc/default/bridge-shadow"];

    internal static ShadowFile Read(HostFiles files)
    {
        foreach (var path in Paths)
        {
            if (files.TryRead(path) is not { } text)
                continue;
            try
            {
                var names = AssignmentFile.Parse(text, path, Key).GetValueOrDefault(Key) ?? "";
                return new ShadowFile(
                    path,
                    names.Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries),
                    null
                );
            }
            catch (HotplugException exception)
            {
                return new ShadowFile(path, [], exception.Message);
            }
        }
        return new ShadowFile(null, [], null);
    }
}
