using System.Text.RegularExpressions;
using Xunit;

namespace Xen.Hotplug.UnitTests.House;

/// <summary>The table of docs/architecture.md says which folder of src/Common uses which. It is held against the code.</summary>
public partial class LayerSpecs
{
    private static readonly List<(string Folder, string[] Uses)> s_layers = ReadTable();

    public static TheoryData<string> Folders() => [.. s_layers.Select(layer => layer.Folder)];

    [Fact]
    public void The_table_has_each_folder_of_the_library_once() =>
        Assert.Equal(
            Directory
                .EnumerateDirectories(Path.Combine(SourceTree.Root, "src/Common"))
                .Select(folder => Path.GetFileName(folder)!)
                .Order(StringComparer.Ordinal),
            s_layers.Select(layer => layer.Folder).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_what_the_table_says_and_nothing_else(string folder) =>
        Assert.Equal(
            s_layers.Single(layer => layer.Folder == folder).Uses.Order(StringComparer.Ordinal),
            FoldersUsedBy(folder).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_those_above_it(string folder)
    {
        var place = s_layers.FindIndex(layer => layer.Folder == folder);
        var above = s_layers.Take(place).Select(layer => layer.Folder).ToList();
        Assert.All(s_layers[place].Uses, used => Assert.Contains(used, above));
    }

    [Fact]
    public void No_program_uses_another()
    {
        foreach (var program in Directory.EnumerateDirectories(Path.Combine(SourceTree.Root, "src/Hotplug")))
        {
            var name = Path.GetFileName(program);
            var used = SourceTree
                .SourcesIn($"src/Hotplug/{name}")
                .SelectMany(file => UsingOfProgram().Matches(File.ReadAllText(file)))
                .Select(match => match.Groups[1].Value)
                .Where(other => other != "Common");
            Assert.All(used, other => Assert.Equal(name, other));
        }
    }

    [Fact]
    public void Netlink_and_Nftables_know_nothing_of_Xen() =>
        Assert.All(
            SourceTree.SourcesIn("src/Common/Netlink").Concat(SourceTree.SourcesIn("src/Common/Nftables")),
            file => Assert.DoesNotMatch(@"(?i)\bxen\b(?!\.Hotplug)|\bguest|\bvif", File.ReadAllText(file))
        );

    /// <summary>Lines such as: | Netlink | rtnetlink: sockets and messages | Native |</summary>
    private static List<(string, string[])> ReadTable() =>
        [
            .. File.ReadLines(Path.Combine(SourceTree.Root, "docs/architecture.md"))
                .SkipWhile(line => !line.StartsWith("| folder |", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Select(cells => (cells[1], cells[3].Split(", ", StringSplitOptions.RemoveEmptyEntries))),
        ];

    private static IEnumerable<string> FoldersUsedBy(string folder) =>
        SourceTree
            .SourcesIn($"src/Common/{folder}")
            .SelectMany(file => UsingOfFolder().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .Where(used => used != folder);

    // Names that are written out count too.
    [GeneratedRegex(@"(?:^using |\b)Xen\.Hotplug\.Common\.(\w+)(?=[.;])", RegexOptions.Multiline)]
    private static partial Regex UsingOfFolder();

    [GeneratedRegex(@"^using (?:static )?Xen\.Hotplug\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex UsingOfProgram();
}
