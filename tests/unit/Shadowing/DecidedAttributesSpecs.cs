using System.Text.RegularExpressions;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.House;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>The table "What goes along" in docs/networking.md, held against the code's list and the kernel's headers.</summary>
public sealed partial class DecidedAttributesSpecs
{
    private static readonly string[] s_decisions = ["carried", "re-made", "warned of", "refused", "the NIC's own"];

    private static readonly List<(string Of, string What, string Becomes)> s_rows = ReadTable();

    // C# has a field for each kind; the kind in the table names the prefix of the kernel's constants.
    private static readonly Dictionary<string, (int Highest, string Header)> s_kinds = new()
    {
        ["IFLA_"] = (DecidedAttributes.Link, "if_link.h"),
        ["IFLA_INET_"] = (DecidedAttributes.LinkInet, "if_link.h"),
        ["IFLA_INET6_"] = (DecidedAttributes.LinkInet6, "if_link.h"),
        ["IFA_"] = (DecidedAttributes.Address, "if_addr.h"),
        ["RTA_"] = (DecidedAttributes.Route, "rtnetlink.h"),
        ["RTAX_"] = (DecidedAttributes.RouteMetric, "rtnetlink.h"),
        ["NHA_"] = (DecidedAttributes.NextHop, "nexthop.h"),
        ["NDA_"] = (DecidedAttributes.Neighbour, "neighbour.h"),
        ["FRA_"] = (DecidedAttributes.Rule, "fib_rules.h"),
        ["MPTCP_PM_ADDR_ATTR_"] = (DecidedAttributes.MptcpEndpoint, "mptcp.h"),
    };

    public static TheoryData<string> Prefixes => [.. s_kinds.Keys];

    public static TheoryData<string> Folders =>
        ["net/ipv4/conf", "net/ipv6/conf", "net/ipv4/neigh", "net/ipv6/neigh", "net/mpls/conf"];

    [Fact]
    public void Each_row_of_the_table_says_one_of_the_five_decisions() =>
        Assert.All(
            s_rows,
            row => Assert.Contains(s_decisions, word => row.Becomes.StartsWith(word, StringComparison.Ordinal))
        );

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void The_table_has_each_attribute_that_the_code_knows_once(string prefix) =>
        Assert.Equal(
            Enumerable.Range(1, s_kinds[prefix].Highest),
            NumbersOf(prefix).Select(attribute => attribute.Number).Order()
        );

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Each_attribute_of_the_kernels_headers_is_in_the_table(string prefix)
    {
        var (_, header) = s_kinds[prefix];
        var path = $"/usr/include/linux/{header}";
        Assert.SkipUnless(File.Exists(path), $"there is no {path}");
        var numbers = NumbersOf(prefix).ToDictionary(attribute => attribute.Name, attribute => attribute.Number);

        foreach (var (name, number) in ReadEnumeration(File.ReadAllText(path), prefix))
            Assert.Equal((name, number), (name, numbers.GetValueOrDefault(name)));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void The_table_has_each_setting_that_the_code_knows_once(string folder) =>
        Assert.Equal(
            DecidedAttributes.SettingsIn(folder["net/".Length..]).Order(StringComparer.Ordinal),
            s_rows
                .Where(row => row.Of.Contains($"`{folder}`", StringComparison.Ordinal))
                .SelectMany(row => Setting().Matches(row.What))
                .Select(match => match.Groups[1].Value)
                .Order(StringComparer.Ordinal)
        );

    /// <summary>Rows such as: | link, `IFLA_` | ADDRESS 1, MTU 4 | carried |, where an empty cell repeats the one above.</summary>
    private static List<(string, string, string)> ReadTable()
    {
        var rows = new List<(string, string, string)>();
        var of = "";
        foreach (
            var line in File.ReadLines(Path.Combine(SourceTree.Root, "docs/networking.md"))
                .SkipWhile(line => line != "| of | what | becomes |")
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
        )
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            of = cells[1].Length > 0 ? cells[1] : of;
            rows.Add((of, cells[2], cells[3]));
        }
        return rows;
    }

    private static List<(string Name, int Number)> NumbersOf(string prefix) =>
        [
            .. s_rows
                .Where(row => row.Of.EndsWith($"`{prefix}`", StringComparison.Ordinal))
                .SelectMany(row => Attribute().Matches(row.What))
                .Select(match => (match.Groups[1].Value, int.Parse(match.Groups[2].Value))),
        ];

    /// <summary>The enumeration that begins with PREFIX_UNSPEC = 0, without its end mark.</summary>
    private static IEnumerable<(string Name, int Number)> ReadEnumeration(string header, string prefix)
    {
        var body = Regex.Match(header, $@"\b{prefix}UNSPEC,(.*?)\}}", RegexOptions.Singleline).Groups[1].Value;
        body = Regex.Replace(body, @"/\*.*?\*/|^#.*?$", "", RegexOptions.Singleline | RegexOptions.Multiline);
        var number = 0;
        foreach (var entry in body.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.StartsWith("__", StringComparison.Ordinal))
                yield break;
            // Another name for the number before.
            if (entry.Contains('='))
                continue;
            number++;
            if (entry != $"{prefix}IF_NETNSID")
                yield return (entry[prefix.Length..], number);
        }
    }

    [GeneratedRegex(@"\b([A-Z][A-Z0-9_]*) (\d+)\b")]
    private static partial Regex Attribute();

    [GeneratedRegex("`([a-z0-9_]+)`")]
    private static partial Regex Setting();
}
