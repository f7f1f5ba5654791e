using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Programs;
using Xunit;

namespace Xen.Hotplug.UnitTests.Programs;

public class ProgramDefinitionSpecs
{
    private static readonly ProgramDefinition s_program = Define("[KEY=VALUE...]");

    private static ProgramDefinition Define(string operands, params (string, string)[] keys) =>
        new()
        {
            Name = "network-thing",
            Summary = "Does a thing.",
            Commands = [("start", static _ => 0), ("stop", static _ => 0)],
            Operands = operands,
            Keys = keys,
        };

    private static string[] HelpLines(ProgramDefinition definition) =>
        definition.Help(new ProgramOptions(definition.HasJson)).Split('\n');

    [Fact]
    public void The_help_begins_with_the_usage_and_what_the_program_does()
    {
        var lines = HelpLines(s_program);
        Assert.Equal("Usage: network-thing [OPTION...] start|stop [KEY=VALUE...]", lines[0]);
        Assert.Equal("Does a thing.", lines[1]);
    }

    [Fact]
    public void A_program_without_operands_has_no_blank_behind_its_usage() =>
        Assert.Equal("Usage: network-thing [OPTION...] start|stop", HelpLines(Define(operands: ""))[0]);

    [Fact]
    public void Each_key_has_a_line_with_its_meaning()
    {
        var lines = HelpLines(Define("[KEY=VALUE...]", ("bridge", "which one"), ("a-very-long-key", "and more")));
        Assert.Equal(
            ["", "Keys:", "  bridge       which one", "  a-very-long-key and more", "", "Options:"],
            lines[2..8]
        );
    }

    [Fact]
    public void A_program_without_keys_does_not_speak_of_them() =>
        Assert.Equal(["", "Options:"], HelpLines(s_program)[2..4]);

    [Fact]
    public void The_help_lists_the_options_and_ends_with_one_line_break()
    {
        var help = s_program.Help(new ProgramOptions(hasJson: false));
        Assert.Contains("--dry-run", help, StringComparison.Ordinal);
        Assert.DoesNotContain("--json", help, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', help);
        Assert.EndsWith("nothing\n", help, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_changes_nothing_has_no_option_for_changes()
    {
        var options = new ProgramOptions(hasJson: true, changesThings: false);
        var help = s_program.Help(options);
        Assert.DoesNotContain("--dry-run", help, StringComparison.Ordinal);
        Assert.DoesNotContain("--verbose", help, StringComparison.Ordinal);
        Assert.Throws<HotplugException>(() => options.Parse(["--dry-run"]));
    }
}
