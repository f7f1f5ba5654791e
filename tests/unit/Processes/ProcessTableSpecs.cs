using System.Diagnostics;
using Xen.Hotplug.Common.Processes;
using Xunit;

namespace Xen.Hotplug.UnitTests.Processes;

public class ProcessTableSpecs
{
    [Fact]
    public void A_process_is_listed_with_the_words_that_began_it()
    {
        Assert.Contains(Environment.ProcessId, ProcessTable.List());
        Assert.NotEmpty(ProcessTable.WordsOf(Environment.ProcessId));
        Assert.StartsWith("net:[", ProcessTable.NetworkOf("self"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(process ;halt)")]
    [InlineData(") (S 1 1")]
    [InlineData("two\nlines")]
    [InlineData("line end\n")]
    public void A_name_is_read_whatever_characters_it_has(string name)
    {
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "printf %s \"$1\" > /proc/$$/comm; echo; read _", "sh", name])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        process.StandardOutput.ReadLine();

        Assert.Equal(name, ProcessTable.NameOf(process.Id));

        process.StandardInput.Close();
        process.WaitForExit();
    }

    [Fact]
    public void A_process_that_has_ended_has_nothing_to_show()
    {
        const int noProcess = int.MaxValue;

        Assert.Equal("?", ProcessTable.NameOf(noProcess));
        Assert.Empty(ProcessTable.WordsOf(noProcess));
        Assert.Empty(ProcessTable.SocketsOf(noProcess));
        Assert.Null(ProcessTable.NetworkOf($"{noProcess}"));
    }
}
