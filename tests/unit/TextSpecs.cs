using System.Diagnostics;
using System.Text;
using Xen.Hotplug.Common;
using Xunit;

namespace Xen.Hotplug.UnitTests;

public class TextSpecs
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text", "plain text")]
    [InlineData("two\nlines\r\n", @"two\nlines\r\n")]
    [InlineData("\t\0\u001b[31m\u007f\u0085", @"\t\x00\x1b[31m\x7f\u0085")]
    [InlineData("a\u202eb\u2028c\u200bd\ufeff\u00ad", @"a\u202eb\u2028c\u200bd\ufeff\u00ad")]
    [InlineData("\U000E0041\u00a0", @"\U000e0041\u00a0")]
    [InlineData("caf\u00e9 \U0001F600", "caf\u00e9 \U0001F600")]
    public void A_text_is_shown_on_one_line_with_what_hides_written_out(string text, string shown)
    {
        Assert.Equal(shown, Text.OneLine(text));
        Assert.Equal(shown, Text.Printable(text));
    }

    [Theory]
    [InlineData("eth0", "eth0")]
    [InlineData("dhcpcd5", "dhcpcd5")]
    [InlineData("", "''")]
    [InlineData("(process 1)", "'(process 1)'")]
    [InlineData("it's \u001b", @"'it\'s \x1b'")]
    public void A_name_cannot_be_taken_for_words_of_its_sentence(string text, string name) =>
        Assert.Equal(name, Text.Name(text));

    [Theory]
    [InlineData("one", "<<'END'\none\nEND")]
    [InlineData("one\nEND\nEND_\n", "<<'END__'\none\nEND\nEND_\nEND__")]
    public void A_here_document_ends_where_its_text_does(string text, string document) =>
        Assert.Equal(document, Text.HereDocument(text));

    [Theory]
    [InlineData("one\n")]
    [InlineData("-n $x `id` 'a' \"b\" \\ %s !\u202eb\n\ntwo\n")]
    [InlineData("END\n\u001b")]
    public void A_shell_reads_a_here_document_as_the_text_that_it_was(string text)
    {
        var document = Text.HereDocument(text);
        Assert.Equal(document, Text.Lines(document));
        Assert.Equal($"{text.TrimEnd('\n')}\n", OutputOf($"cat {document}"));
    }

    [Fact]
    public void A_pattern_of_sed_matches_the_text_alone() =>
        Assert.Equal(@"s\.a\*\[b\]\^\$\/\\\&", Text.SedLiteral(@"s.a*[b]^$/\&"));

    [Fact]
    public void A_text_of_200_characters_is_shown_whole_and_a_longer_one_cut()
    {
        var longest = new string('x', 200);
        Assert.Equal(longest, Text.Printable(longest));
        Assert.Equal(longest + "...", Text.Printable(longest + "y"));
        Assert.Equal(longest + "y", Text.OneLine(longest + "y"));
    }

    [Fact]
    public void A_text_is_not_cut_within_a_character()
    {
        var shown = Text.Printable($"{new string('x', 199)}\U0001F600 and more");
        Assert.Equal(shown, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(shown)));
    }

    [Theory]
    [InlineData("eth0")]
    [InlineData("vif1.0-emu")]
    [InlineData("a=b,c:d/e@f%g_h+i")]
    public void A_word_that_a_shell_takes_as_it_is_is_not_quoted(string text) =>
        Assert.Equal(text, Text.ShellWord(text));

    [Theory]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$(id)", "'$(id)'")]
    [InlineData("caf\u00e9", "'caf\u00e9'")]
    [InlineData("a\nb", "\"$(printf 'a\\012b')\"")]
    [InlineData("a\u202e'$`!b", "\"$(printf 'a\\342\\200\\256\\047\\044\\140\\041b')\"")]
    public void A_word_that_a_shell_would_change_is_quoted(string text, string word) =>
        Assert.Equal(word, Text.ShellWord(text));

    [Fact]
    public void A_shell_reads_each_word_as_the_text_that_it_was()
    {
        string[] texts =
        [
            .. Enumerable.Range(' ', '~' - ' ' + 1).Select(character => $"{(char)character}"),
            .. Enumerable.Range(' ', '~' - ' ' + 1).Select(character => $"a{(char)character}b"),
            .. (string[])
                [
                    "",
                    "''",
                    "'''",
                    "\\'",
                    "~root",
                    "a:~",
                    "-n",
                    "caf\u00e9",
                    "* ?",
                    "#x",
                    "!!",
                    "$'a'",
                    "\\\\",
                    "a\nb'\u001b$x\\%s\"!`id`",
                    "\u202e\u200b",
                    "-n\u202e",
                    "-\n",
                    "end\n",
                    "\n\n",
                ],
        ];
        var printed = OutputOf($"printf '%s\\001' {string.Join(' ', texts.Select(Text.ShellWord))}");
        Assert.Equal(texts, printed.Split('\u0001')[..^1]);
    }

    private static string OutputOf(string script)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var shell = Process.Start(start)!;
        return shell.StandardOutput.ReadToEnd();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("a", "a")]
    [InlineData("a and b", "a", "b")]
    [InlineData("a, b and c", "a", "b", "c")]
    [InlineData("a, b, c and d", "a", "b", "c", "d")]
    public void A_list_reads_as_a_person_would_say_it(string list, params string[] items) =>
        Assert.Equal(list, Text.List(items));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("007", 7)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("2147483648", null)]
    [InlineData("", null)]
    [InlineData("+1", null)]
    [InlineData(" 1", null)]
    [InlineData("1\0", null)]
    [InlineData("1\0\0", null)]
    public void A_number_is_digits_alone(string text, int? expected) =>
        Assert.Equal(expected, Text.TryReadNumber(text, out var number) ? number : null);
}
