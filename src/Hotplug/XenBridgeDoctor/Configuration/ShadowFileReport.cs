using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>bridge-shadow's file, as bridge-shadow reads it.</summary>
/// <param name="Path">Where it is, or null.</param>
/// <param name="Interfaces">The interfaces that it names.</param>
/// <param name="Fault">What is wrong with it; null if nothing is.</param>
internal sealed record ShadowFileReport(string? Path, IReadOnlyList<string> Interfaces, string? Fault)
{
    internal static ShadowFileReport Read(HostFiles files)
    {
        foreach (var path in ShadowFile.Paths)
        {
            if (files.TryRead(path) is not { } text)
                continue;
            try
            {
                var values = ShadowFile.Parse(text, path);
                _ = ShadowVlans.Parse(values, path);
                var names = values.GetValueOrDefault(ShadowFile.Key) ?? "";
                return new ShadowFileReport(
                    path,
                    ShadowFile.ParseNames(names, path).ConvertAll(name => name.Value),
                    null
                );
            }
            catch (HotplugException exception)
            {
                return new ShadowFileReport(path, [], exception.Message);
            }
        }
        return new ShadowFileReport(null, [], null);
    }
}
