using Xen.Hotplug.BridgeShadow;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Programs;
using Xunit;

namespace Xen.Hotplug.UnitTests.BridgeShadow;

public sealed class ShadowOptionsSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("shadow-");

    private string Configuration => Path.Combine(_directory.FullName, "bridge-shadow");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Interfaces_that_are_named_count_whatever_the_file_says()
    {
        File.WriteAllText(Configuration, "INTERFACES=eth0\n");

        Assert.Equal(["eth1", "eth2"], Find("--config", Configuration, "start", "eth1", "eth2"));
    }

    [Theory]
    [InlineData("INTERFACES=eth0", "eth0")]
    [InlineData("INTERFACES=\"eth0 eth1\"", "eth0 eth1")]
    [InlineData("INTERFACES='eth0,eth1 , bond0'", "eth0 eth1 bond0")]
    [InlineData("# eth9\n\nINTERFACES=\"eth0\\\n eth1\"", "eth0 eth1")]
    [InlineData("INTERFACES=", "")]
    public void Interfaces_come_from_the_file_when_none_is_named(string text, string names)
    {
        File.WriteAllText(Configuration, $"{text}\n");

        Assert.Equal(names, string.Join(' ', Find("--config", Configuration, "start")));
    }

    [Fact]
    public void An_interface_that_is_named_twice_counts_once() =>
        Assert.Equal(["eth0", "eth1"], Find("start", "eth0", "eth1", "eth0"));

    [Fact]
    public void A_file_without_the_key_is_refused()
    {
        File.WriteAllText(Configuration, "# INTERFACES=eth0\n");

        Refused($"{Configuration} does not set INTERFACES", "--config", Configuration, "start");
    }

    [Fact]
    public void A_file_that_does_not_exist_is_refused() =>
        Refused($"could not read {Configuration}: there is no such file", "--config", Configuration, "start");

    [Fact]
    public void A_name_in_the_file_that_no_link_can_have_is_refused()
    {
        File.WriteAllText(Configuration, "INTERFACES=\"eth0 a/b\"\n");

        Refused($"INTERFACES in {Configuration}=a/b is no valid name", "--config", Configuration, "start");
    }

    [Fact]
    public void A_named_interface_that_no_link_can_have_is_refused() =>
        Refused("INTERFACE=a/b is no valid name", "start", "a/b");

    [Fact]
    public void A_key_is_refused_because_this_program_has_none() =>
        Refused("the word bridge=... means nothing here", "start", "bridge=eth0");

    [Theory]
    [InlineData(false, "stop", "eth0")]
    [InlineData(true, "stop", "eth0", "--force")]
    [InlineData(true, "--force", "stop", "eth0")]
    public void Force_is_on_when_it_is_given(bool isOn, params string[] arguments) =>
        Assert.Equal(isOn, Parse(arguments).Options.Force);

    [Theory]
    [InlineData(120, "start", "eth0", "--confirm")]
    [InlineData(120, "--confirm", "start", "eth0")]
    [InlineData(1, "start", "--confirm=1", "eth0")]
    [InlineData(86400, "stop", "--confirm=86400")]
    public void Confirm_takes_seconds_or_none(int seconds, params string[] arguments)
    {
        var (options, words) = Parse(arguments);

        Assert.Equal(TimeSpan.FromSeconds(seconds), options.Confirm);
        Assert.DoesNotContain("--confirm", words.Operands);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("86401")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("2m")]
    [InlineData("")]
    public void Confirm_refuses_what_is_no_number_of_seconds(string seconds) =>
        Refused("is no number of seconds from 1 to 86400", "start", $"--confirm={seconds}");

    [Fact]
    public void Confirm_is_refused_where_it_means_nothing() =>
        Assert.Contains(
            "--confirm means nothing to restart",
            Assert
                .Throws<HotplugException>(() => Parse(["restart", "--confirm"]).Options.RefuseConfirm("restart"))
                .Message,
            StringComparison.Ordinal
        );

    private static void Refused(string why, params string[] arguments) =>
        Assert.Contains(why, Assert.Throws<HotplugException>(() => Find(arguments)).Message, StringComparison.Ordinal);

    private static IEnumerable<string> Find(params string[] arguments)
    {
        var (options, words) = Parse(arguments);
        return options.FindInterfaces(words).Select(name => name.Value);
    }

    private static (ShadowOptions Options, KeyValueWords Words) Parse(string[] arguments)
    {
        var (options, all) = (new ShadowOptions(), new ProgramOptions(hasJson: true));
        options.AddTo(all);
        return (options, KeyValueWords.Parse(all.Parse(arguments)));
    }
}
