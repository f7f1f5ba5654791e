using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>The words of a program: KEY=VALUE, a command, options.</summary>
public class TextProperties
{
    private static readonly Gen<string[]> s_arguments = Gen.Choose(0, 6)
        .SelectMany(count => Some.Of("ab=-/ \n\0\u00e9\ud800", 12).ArrayOf(count));

    private static readonly Gen<string[]> s_words = Gen.Choose(0, 5)
        .SelectMany(count =>
            Some.Of(
                    [
                        "-",
                        "--",
                        "v",
                        "n",
                        "h",
                        "verbose",
                        "dry-run",
                        "json",
                        "config",
                        "=",
                        ":",
                        "+",
                        "/",
                        "@",
                        "x",
                        "\n",
                    ],
                    5
                )
                .ArrayOf(count)
        );

    [Fact]
    public void Words_are_taken_apart_without_losing_any() =>
        Cases.Check(
            s_arguments,
            arguments =>
            {
                var words = KeyValueWords.Parse(arguments);
                var withoutEquals = arguments.Where(argument => !argument.Contains('=')).ToArray();
                Assert.Equal(
                    withoutEquals,
                    words.Command == null ? words.Operands : [words.Command, .. words.Operands]
                );
                foreach (var argument in arguments.Except(withoutEquals))
                    Assert.Contains(
                        words.Values,
                        pair => argument.StartsWith($"{pair.Key}=", StringComparison.Ordinal)
                    );
                foreach (var (key, value) in words.Values)
                    Assert.Contains($"{key}={value}", arguments);
            }
        );

    [Fact]
    public void A_value_is_what_was_put_behind_its_key_and_the_last_counts() =>
        Cases.Check(
            Gen.Elements("vif", "bridge", "", "a b").Zip(Some.Text, (key, value) => (key, value)).ArrayOf(3),
            pairs =>
            {
                var words = KeyValueWords.Parse(pairs.Select(pair => $"{pair.key}={pair.value}"));
                foreach (var (key, _) in pairs)
                    Assert.Equal(pairs.Last(pair => pair.key == key).value, words.Values[key]);
                Assert.Null(words.Command);
            }
        );

    [Fact]
    public void Words_stay_in_order_when_the_options_are_taken_out()
    {
        var refusals = new Refusals();
        Cases.Check(
            s_words,
            words =>
            {
                var configs = new List<string>();
                var options = new ProgramOptions(hasJson: true);
                options.Add("c|config=", "a file", configs.Add);
                IReadOnlyList<string> left = [];
                if (refusals.Of(() => left = options.Parse(words)) != null)
                    return;
                Assert.DoesNotContain(left, word => word.StartsWith('-'));
                // All others are options, or the values of --config.
                var place = 0;
                foreach (var word in words)
                {
                    if (place < left.Count && word == left[place])
                        place++;
                    else
                        Assert.True(word.StartsWith('-') || configs.Contains(word), word);
                }
                Assert.Equal(left.Count, place);
            }
        );
        refusals.IsBoth(20);
    }

    [Fact]
    public void A_printable_text_is_cut_and_has_no_control_characters() =>
        Cases.Check(
            from part in Some.Text
            from times in Gen.Elements(1, 2, 30)
            select string.Concat(Enumerable.Repeat(part, times)),
            text =>
            {
                var line = Text.Printable(text);
                Assert.DoesNotContain(line, char.IsControl);
                Assert.InRange(line.Length, 0, 203 * @"\u0000".Length);
                if (text.Length <= 200 && text.All(character => character is >= ' ' and <= '~'))
                    Assert.Equal(text, line);
            }
        );

    /// <summary>All in one shell, which is told to print them.</summary>
    [Fact]
    public void A_shell_reads_a_quoted_word_as_the_text_that_it_was()
    {
        var texts = Cases.Sample(
            Some.Of([" ", "", .. "a ~ $a $(id) `id` ' \" \\ ; & | # * ! = - \u00e9 {1,2}".Split(' ')], 6),
            most: 2000
        );
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var shell = Process.Start(start)!;
        foreach (var text in texts)
            shell.StandardInput.Write($"printf '%s\\0' {Text.ShellWord(text)}\n");
        shell.StandardInput.Close();
        Assert.Equal(texts, shell.StandardOutput.ReadToEnd().Split('\0')[..^1]);
    }
}
