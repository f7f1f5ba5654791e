using System.Diagnostics;
using Xen.Hotplug.Common;
using Xen.Hotplug.XenBridgeDoctor;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

/// <summary>What is printed as a command does to a file what it says, whatever the file is called and has in it.</summary>
public sealed class MendsSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mends").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Names =>
        [
            "web.cfg",
            "a b",
            "it's",
            "$(touch x)",
            "`touch x`;#&|",
            "a\nb",
            "tab\tand 'quote'\\%s\u0085",
            "-rf",
            "\"*?[",
            "\u00e9\ud83d\ude00",
            new string('n', 240),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_is_changed_whatever_its_name(string name)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, "one\ntwo");

        Run($"{Mends.Sed(path, "1s/one/1/", "2s/two/2/")}; {Mends.Append(path, "it's $HOME")}");

        Assert.Equal("1\n2\nit's $HOME\n", File.ReadAllText(path).Replace("\n\n", "\n", StringComparison.Ordinal));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
        Assert.DoesNotContain('\n', Mends.Edit(path, 3));
    }

    [Theory]
    [InlineData("vif1.0")]
    [InlineData("/eth*/1=home[a]^$&\\")]
    public void A_text_stands_for_itself_in_a_script_of_sed(string text)
    {
        var path = Path.Combine(_folder, "file");
        File.WriteAllText(path, $"<{text}>\n<vif1x0>\n<eeeth>\n");

        Run(Mends.Sed(path, $"s/<{Text.SedLiteral(text)}>/{Text.SedLiteral(text + text)}/"));

        Assert.Equal($"{text}{text}\n<vif1x0>\n<eeeth>\n", File.ReadAllText(path));
    }

    private static void Run(string command)
    {
        // What the report would make of it must not matter.
        Assert.DoesNotContain(command, char.IsControl);
        using var shell = Process.Start("/bin/sh", ["-euc", command])!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
