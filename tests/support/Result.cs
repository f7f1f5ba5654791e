using System.Text.RegularExpressions;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>What a program left behind when it ended.</summary>
public sealed record Result(string Command, int ExitCode, string Output, string Error)
{
    public Result ShouldSucceed()
    {
        Assert.True(ExitCode == 0, $"It was to succeed: {this}");
        return this;
    }

    public Result ShouldSucceedQuietly()
    {
        ShouldSucceed();
        Assert.True(Output.Length + Error.Length == 0, $"It was to say nothing: {this}");
        return this;
    }

    /// <summary>Checks for exit status 1 and one sentence on standard error that has all of <paramref name="words"/>.</summary>
    public Result ShouldFail(params string[] words) => ShouldFailWith(1, words);

    /// <summary>The same for another exit status.</summary>
    public Result ShouldFailWith(int exitStatus, params string[] words)
    {
        Assert.True(ExitCode == exitStatus, $"It was to fail with exit status {exitStatus}: {this}");
        return ShouldSay(words);
    }

    /// <summary>Checks for success with one sentence on standard error that has all of <paramref name="words"/>.</summary>
    public Result ShouldWarn(params string[] words) => ShouldSucceed().ShouldSay(words);

    private Result ShouldSay(string[] words)
    {
        Assert.True(
            Regex.IsMatch(Error, @"\A[^\n]*\w[^\n]*\n\z"),
            $"Standard error was to hold one sentence on one line: {this}"
        );
        foreach (var word in words)
            Assert.True(Error.Contains(word, StringComparison.Ordinal), $"Standard error was to name '{word}': {this}");
        return this;
    }

    public override string ToString() =>
        $"{Command}\nexit status {ExitCode}\n--- standard output\n{Output}\n--- standard error\n{Error}\n---";
}
