using System.Text;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Configuration;

/// <summary>The host's own shell is the oracle: what a file says here is what it would say there.</summary>
public class AssignmentFileShellSpecs
{
    private static readonly string[] s_legalFiles =
    [
        "",
        "\n\n",
        "# nothing\n",
        "A=1",
        "A=1\n",
        "A=\n",
        "A=",
        "\n \t\n  A=1\n\tB=2\n",
        "A=1\nA=2\n",
        "A=1;B=2",
        "A=1 ; B=2 ;\n",
        "A=1;# comment\nB=2",
        "A=1 # comment\nB=2",
        "A= # comment",
        "A=#no-comment",
        "A=1#no-comment",
        "A='1'#no-comment",
        "A=1\\\n#no-comment",
        "A=1 \\\n# comment\nB=2",
        "# a comment goes on to its line's end \\\nA=1",
        "# A=1 'never closed\nB=2",
        "export A=1\nexport\tB=2",
        "export   \\\n  A=1",
        "A=export\nB='export A=3'",
        "A==\nB=a=b",
        "A='one word'\nB=\"one word\"",
        "A='it'\\''s'\nB=\"it's\"",
        "A='\"'\nB=\"\\\"\"",
        "A='$HOME `id` $(id) \\'\nB=\\$HOME\\`id\\`",
        "A=\"\\$HOME \\`id\\` \\\\ \\n \\' \\a\"",
        "A=one\\ word\\;\\#\\&\\|\\<\\>\\(\\)\\'\\\"\\\\\\n",
        "A=a'b'c\"d\"e\\f",
        "A=''\nB=\"\"",
        "A=''''\"\"''x",
        "A='two\nlines'\nB=\"two\nlines\"",
        "A='no\\\ncontinuation'\nB=\"a\\\ncontinuation\"",
        "A=a\\\nb\\\nc\nB=2",
        "A=a\\\n\nB=2",
        "A=a\\\n",
        "A=\\\n1",
        "\\\nA=1",
        "A=1 \\\n\nB=2",
        "A=\"a\\\\\nb\"",
        "A=*\nB=[a-z]?",
        "A={1,2}\nB=!x",
        "A=%^,./:@_+-\nB=a:b",
        "A=caf\u00e9\u4e16\nB=\U0001F600",
        "A=x\u00a0y\nB=x\u000by\u000c",
        "A=a~\nB=a=~",
        "A='~'\nB=\"~/x\"",
        "A=\\~\nB=a:\\~",
        "A=''~\nB=a:''~",
        "A=\u00a0",
        "A=\u0085",
        "A=a\rb",
        "if=1\nA=2\nexport=3\nB=4",
        "_a1=0;A=1",
        "export export A=1",
        "A=if;B=done",
    ];

    public static TheoryData<string> LegalFiles => [.. s_legalFiles];

    [Theory]
    [MemberData(nameof(LegalFiles))]
    public void A_file_says_what_a_shell_reads_from_it(string text)
    {
        var (values, complaints) = PosixShell.Read([text]);
        Assert.Equal("", complaints);
        Assert.Equal(Assert.Single(values), Read(AssignmentFile.Parse(text, "file")));
    }

    /// <summary>
    /// Files made at random of what matters to a shell. What is accepted means the same to a shell and makes it carry
    /// nothing out; what is not, may well be legal there.
    /// </summary>
    [Fact]
    public void What_is_accepted_means_the_same_to_a_shell()
    {
        string[] parts =
        [
            .. (string[])["\n", " ", "\t", "'", "\"", "\\", "\\\n", "#", ";", "a", "b", "1", "=", ":", "*", "\u00e9"],
            .. (string[])["\nA=", "\nB=", "\nA='", "'", "\nB=\"", "\"", ";A=", " B=", "\nexport A=", "x ", "\f"],
            .. (string[])["~", "$", "`", "(", ")", "<", "&", "|", "{", "!", "\0", "\u00a0", "\v"],
        ];
        var random = new Random(20070401);
        var accepted = new List<(string Text, (string, string) Values)>();
        for (var round = 0; round < 6000; round++)
        {
            var text = new StringBuilder("A=");
            for (var count = random.Next(1, 10); count > 0; count--)
                text.Append(parts[random.Next(parts.Length)]);
            try
            {
                accepted.Add((text.ToString(), Read(AssignmentFile.Parse(text.ToString(), "file"))));
            }
            catch (HotplugException)
            {
                // No shell is asked about what is refused.
            }
        }
        Assert.InRange(accepted.Count, 1000, 5000);

        var (values, complaints) = PosixShell.Read([.. accepted.Select(file => file.Text)]);
        Assert.Equal("", complaints);
        Assert.Equal(accepted.Count, values.Length);
        Assert.Equal(accepted, accepted.Zip(values, (file, value) => (file.Text, value)));
    }

    private static (string A, string B) Read(IReadOnlyDictionary<string, string> values) =>
        (values.GetValueOrDefault("A", "unset"), values.GetValueOrDefault("B", "unset"));
}
