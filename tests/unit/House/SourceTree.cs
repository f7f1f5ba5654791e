using System.Runtime.CompilerServices;

namespace Xen.Hotplug.UnitTests.House;

/// <summary>The repository that the tests were built from.</summary>
internal static class SourceTree
{
    internal static string Root { get; } = Path.GetFullPath(Path.Combine(Folder(), "../../.."));

    internal static IEnumerable<string> SourcesIn(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories);

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
