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
    [InlineData("two\nlines\r\n", "two?lines??")]
    [InlineData("\t\0\u001b[31m\u007f\u0085", "???[31m??")]
    [InlineData("caf\u00e9 \U0001F600", "caf\u00e9 \U0001F600")]
    public void A_text_is_shown_on_one_line_without_control_characters(string text, string shown)
    {
        Assert.Equal(shown, Text.OneLine(text));
        Assert.Equal(shown, Text.Printable(text));
    }

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
    [InlineData("a\nb", "'a?b'")]
    public void A_word_that_a_shell_would_change_is_quoted(string text, string word) =>
        Assert.Equal(word, Text.ShellWord(text));

    [Fact]
    public void A_shell_reads_each_word_as_the_text_that_it_was()
    {
        string[] texts =
        [
            .. Enumerable.Range(' ', '~' - ' ' + 1).Select(character => $"{(char)character}"),
            .. Enumerable.Range(' ', '~' - ' ' + 1).Select(character => $"a{(char)character}b"),
            .. (string[])["", "''", "'''", "\\'", "~root", "a:~", "-n", "caf\u00e9", "* ?", "#x", "!!", "$'a'", "\\\\"],
        ];
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", $"printf '%s\\001' {string.Join(' ', texts.Select(Text.ShellWord))}"]
        )
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var shell = Process.Start(start)!;
        Assert.Equal(texts, shell.StandardOutput.ReadToEnd().Split('\u0001')[..^1]);
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
