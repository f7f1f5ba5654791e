using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.UnitTests.Configuration;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>Files of shell assignments.</summary>
public class AssignmentFileProperties
{
    private const string Alphabet = "aB1 \t\n'\"\\$`;#&|<>()*?~=:!{}[]%^,./@_+-\u00e9\u4e16\u00a0";

    // A part of a value, and how it is quoted: with ', with ", with \, in all three a part of one word.
    private static readonly Gen<(string Text, int Quotes)[]> s_value = Gen.Choose(0, 3)
        .SelectMany(count =>
            Some.Of(Alphabet, 6).Zip(Gen.Choose(0, 2), (text, quotes) => (text, quotes)).ArrayOf(count)
        );

    private static readonly Gen<(string Key, (string Text, int Quotes)[] Value, string After)> s_assignment =
        from key in Gen.Elements("A", "B", "_a1", "export", "IF")
        from before in Gen.Elements("", "", " ", "\t", "export ", "# A='\n", "\\\n")
        from value in s_value
        from after in Gen.Elements("\n", ";", " ;\t", "\n\n", " # it's\n", "\t\\\n\n", ";#\n", "\r\n")
        select (before + key, value, after);

    private static readonly Gen<string> s_file = Gen.Choose(0, 4)
        .SelectMany(count => s_assignment.ArrayOf(count))
        .Select(assignments => string.Concat(assignments.Select(Write)));

    [Fact]
    public void A_value_is_read_as_it_was_whatever_it_is_quoted_with() =>
        Cases.Check(
            Gen.Choose(0, 4).SelectMany(count => s_assignment.ArrayOf(count)),
            assignments =>
            {
                var expected = new Dictionary<string, string>();
                foreach (var (key, value, _) in assignments)
                    expected[key.Split(' ', '\t', '\n')[^1]] = Join(value);
                var read = AssignmentFile.Parse(string.Concat(assignments.Select(Write)), "file");
                Assert.Equal(expected.OrderBy(pair => pair.Key), read.OrderBy(pair => pair.Key));
            }
        );

    [Fact]
    public void A_damaged_file_is_read_or_refused_with_a_line_that_it_has()
    {
        var refusals = new Refusals();
        Cases.Check(
            Gen.OneOf(
                s_file.SelectMany(Some.Damaged),
                Some.Of("AB=='\"\\\n\n \t#;$`()<>&|~\r\0\u00e9\ud800\ufeff", 12)
            ),
            text =>
            {
                IReadOnlyDictionary<string, string> values = new Dictionary<string, string>();
                if (refusals.Of(() => values = AssignmentFile.Parse(text, "file")) is not { } message)
                {
                    Assert.All(values, pair => Assert.Matches("^[A-Za-z_][A-Za-z0-9_]*\\z", pair.Key));
                    Assert.DoesNotContain(values, pair => pair.Value.Contains('\0'));
                    return;
                }
                Assert.Matches("^file, line [0-9]+: .+\\z", message);
                var line = int.Parse(message["file, line ".Length..message.IndexOf(':')], null);
                Assert.InRange(line, 1, text.Count(character => character == '\n') + 1);
            }
        );
        refusals.IsBoth(20);
    }

    /// <summary>A file may have a megabyte.</summary>
    [Fact]
    public void A_long_file_is_read_or_refused() =>
        Cases.Check(
            from start in Gen.Elements("", "A=", "A='", "A=\"", "export ")
            from part in Gen.Or(
                Gen.Elements("export ", "\\\n"),
                Some.Of(["export ", "\\\n", "\n", " ", "#", "'", "\"", "a", "A=1\n", ";"], 2)
            )
            select start + string.Concat(Enumerable.Repeat(part, 100_000 / Math.Max(1, part.Length))),
            text => _ = new Refusals().Of(() => AssignmentFile.Parse(text, "file")),
            most: Math.Clamp(Cases.Count / 10, 30, 1000)
        );

    /// <summary>The host's own shell is the oracle.</summary>
    [Fact]
    public void A_shell_reads_the_values_that_were_written()
    {
        var values = Cases.Sample(s_value, most: 2000);
        var (read, complaints) = PosixShell.Read([.. values.Select(value => Write(("A", value, "\n")))]);
        Assert.Equal("", complaints);
        Assert.Equal(values.Select(Join), read.Select(pair => pair.A));
    }

    private static string Join((string Text, int Quotes)[] value) => string.Concat(value.Select(part => part.Text));

    private static string Write((string Key, (string Text, int Quotes)[] Value, string After) assignment) =>
        $"{assignment.Key}={string.Concat(assignment.Value.Select(Quote))}{assignment.After}";

    private static string Quote((string Text, int Quotes) part)
    {
        if (part.Quotes == 0)
            return $"'{part.Text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
        var quoted = new StringBuilder();
        foreach (var character in part.Text)
        {
            // A backslash and a line break are nothing.
            if (part.Quotes == 2 && character == '\n')
                quoted.Append("'\n'");
            else if (part.Quotes == 2 || "\"\\$`".Contains(character))
                quoted.Append('\\').Append(character);
            else
                quoted.Append(character);
        }
        return part.Quotes == 1 ? $"\"{quoted}\"" : $"{quoted}";
    }
}
