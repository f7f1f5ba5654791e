using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Programs;
using Xunit;

namespace Xen.Hotplug.UnitTests.Programs;

public class ProgramOptionsSpecs
{
    private static (ProgramOptions Options, IReadOnlyList<string> Words) Parse(params string[] arguments)
    {
        var options = new ProgramOptions(hasJson: true);
        return (options, options.Parse(arguments));
    }

    /// <summary>The names of the options that are on.</summary>
    private static string On(ProgramOptions options) =>
        string.Join(
            ' ',
            new (string Name, bool IsOn)[]
            {
                ("help", options.Help),
                ("version", options.Version),
                ("verbose", options.Verbose),
                ("dry-run", options.DryRun),
                ("json", options.Json),
            }
                .Where(option => option.IsOn)
                .Select(option => option.Name)
        );

    [Theory]
    [InlineData("--help", "help")]
    [InlineData("-h", "help")]
    [InlineData("--version", "version")]
    [InlineData("-V", "version")]
    [InlineData("--verbose", "verbose")]
    [InlineData("-v", "verbose")]
    [InlineData("--dry-run", "dry-run")]
    [InlineData("-n", "dry-run")]
    [InlineData("--json", "json")]
    [InlineData("-vn", "verbose dry-run")]
    [InlineData("-nv", "verbose dry-run")]
    public void An_option_turns_on_what_it_says_and_nothing_else(string argument, string on)
    {
        var (options, words) = Parse(argument);
        Assert.Equal(on, On(options));
        Assert.Empty(words);
    }

    [Fact]
    public void Nothing_is_on_without_options() => Assert.Equal("", On(Parse("start", "bridge=eth0").Options));

    [Fact]
    public void Options_may_stand_between_the_words_which_keep_their_order()
    {
        var (options, words) = Parse("-v", "a=1", "--dry-run", "start", "b=2", "--json");
        Assert.Equal("verbose dry-run json", On(options));
        Assert.Equal(["a=1", "start", "b=2"], words);
    }

    [Theory]
    [InlineData("--force")]
    [InlineData("-x")]
    [InlineData("-xv")]
    [InlineData("-")]
    [InlineData("--bridge=eth0")]
    [InlineData("-bridge=eth0")]
    [InlineData("--HELP")]
    public void An_unknown_option_is_an_error_that_names_it(string argument)
    {
        var error = Assert.Throws<HotplugException>(() => Parse("start", argument));
        Assert.Equal($"unknown option {argument}; --help lists the options", error.Message);
    }

    [Fact]
    public void An_unknown_letter_among_known_ones_is_an_error() =>
        Assert.Contains("'x'", Assert.Throws<HotplugException>(() => Parse("-vx")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_option_json_is_unknown_to_a_program_without_a_status() =>
        Assert.Equal(
            "unknown option --json; --help lists the options",
            Assert.Throws<HotplugException>(() => new ProgramOptions(hasJson: false).Parse(["--json"])).Message
        );

    [Theory]
    [InlineData("--dry-run=no")]
    [InlineData("--verbose:off")]
    [InlineData("-n=no")]
    [InlineData("--dry-run-")]
    [InlineData("--verbose+")]
    [InlineData("-v-")]
    public void An_option_that_takes_no_value_is_not_given_one(string argument) =>
        Assert.Throws<HotplugException>(() => Parse(argument, "start"));

    [Theory]
    [InlineData("/help")]
    [InlineData("/h")]
    [InlineData("/")]
    [InlineData("/etc/xen/scripts/vif-bridge")]
    public void A_word_that_begins_with_a_slash_is_a_word(string argument)
    {
        var (options, words) = Parse(argument);
        Assert.Equal("", On(options));
        Assert.Equal([argument], words);
    }

    [Theory]
    [InlineData("a=--help")]
    [InlineData("a=-n")]
    [InlineData("=-n")]
    [InlineData("")]
    public void A_dash_within_a_word_makes_no_option(string argument)
    {
        var (options, words) = Parse(argument);
        Assert.Equal("", On(options));
        Assert.Equal([argument], words);
    }

    [Fact]
    public void Two_dashes_end_the_options()
    {
        var (options, words) = Parse("-v", "--", "start", "a=1");
        Assert.Equal("verbose", On(options));
        Assert.Equal(["start", "a=1"], words);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-n")]
    [InlineData("-")]
    public void A_word_behind_two_dashes_cannot_begin_with_a_dash(string argument) =>
        Assert.Throws<HotplugException>(() => Parse("--", argument));

    [Theory]
    [InlineData("--config=a")]
    [InlineData("--config", "a")]
    [InlineData("-c", "a")]
    [InlineData("-ca")]
    [InlineData("--config=a=b")]
    [InlineData("--config=/etc/a")]
    [InlineData("--config", "/etc/a")]
    [InlineData("-c", "/etc/a")]
    public void An_option_of_one_program_may_take_a_value(params string[] arguments)
    {
        string? taken = null;
        var options = new ProgramOptions(hasJson: false);
        options.Add("c|config=", "the file", value => taken = value);

        Assert.Equal(["start"], options.Parse([.. arguments, "start"]));
        Assert.Contains(taken, (string[])["a", "a=b", "/etc/a"]);
        Assert.EndsWith(taken, string.Concat(arguments), StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_that_lacks_its_value_is_an_error_that_names_it()
    {
        var options = new ProgramOptions(hasJson: false);
        options.Add("config=", "the file", static _ => { });
        var error = Assert.Throws<HotplugException>(() => options.Parse(["start", "--config"]));
        Assert.Contains("--config", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-v\n")]
    [InlineData("--v\n")]
    [InlineData("-\u001b")]
    public void An_unknown_option_with_control_characters_is_an_error_on_one_line(string argument) =>
        Assert.DoesNotContain(Assert.Throws<HotplugException>(() => Parse(argument)).Message, char.IsControl);

    [Fact]
    public void Each_option_is_described_with_its_names_and_what_it_does()
    {
        var options = new ProgramOptions(hasJson: true);
        options.Add("config=", "the file", static _ => { });
        var text = new StringWriter { NewLine = "\n" };
        options.WriteDescriptions(text);
        Assert.Equal(
            """
              -h, --help                 print this help and stop
              -V, --version              print the version and stop
              -v, --verbose              print each change on standard error
              -n, --dry-run              print the commands of all changes and change
                                           nothing
                  --json                 print JSON
                  --config=VALUE         the file

            """,
            text.ToString()
        );
    }
}
