using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Configuration;

public sealed class AssignmentFileSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("assignments-");

    private string FilePath => Path.Combine(_directory.FullName, "xen-hotplug.conf");

    public void Dispose() => _directory.Delete(recursive: true);

    private static IReadOnlyDictionary<string, string> Parse(string text) => AssignmentFile.Parse(text, "file");

    private static string ErrorOf(string text) => Assert.Throws<HotplugException>(() => Parse(text)).Message;

    [Fact]
    public void A_file_may_come_from_Windows()
    {
        var values = Parse("# comment\r\nA=1\r\nB='2' # comment\r\n\r\nC=a\\\r\nb\r\nD=\"two\r\nlines\"\r\n");
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["A"] = "1",
                ["B"] = "2",
                ["C"] = "ab",
                ["D"] = "two\nlines",
            },
            values
        );
    }

    [Fact]
    public void Lines_are_counted_the_same_in_a_file_from_Windows() =>
        Assert.StartsWith("file, line 3: ", ErrorOf("A=1\r\n\r\nB\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("A")]
    [InlineData("A =1")]
    [InlineData("=1")]
    [InlineData("1A=1")]
    [InlineData("A-B=1")]
    [InlineData("A.B=1")]
    [InlineData("A+=1")]
    [InlineData("A[0]=1")]
    [InlineData("caf\u00e9=1")]
    [InlineData("export")]
    [InlineData("export A")]
    [InlineData("export -n A=1")]
    [InlineData("readonly A=1")]
    [InlineData("set A=1")]
    [InlineData("if true; then")]
    [InlineData("touch /tmp/x")]
    [InlineData(". other")]
    [InlineData("$A=1")]
    [InlineData("'A'=1")]
    [InlineData("[section]")]
    [InlineData("A: 1")]
    [InlineData(";A=1")]
    [InlineData("A=1;;")]
    [InlineData("\0")]
    [InlineData("\ufeffA=1")]
    public void What_is_no_assignment_is_an_error_with_its_line(string line)
    {
        var message = ErrorOf($"X=1\n# comment\n{line}\nY=2\n");
        Assert.StartsWith("file, line 3: this is no KEY=VALUE line: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
    }

    [Theory]
    [InlineData("A=1 2", "A")]
    [InlineData("A=1 B=2", "A")]
    [InlineData("A=touch /tmp/x", "A")]
    [InlineData("export A=1 B=2", "A")]
    [InlineData("A=1 &", "A")]
    [InlineData("A=1 | cat", "A")]
    [InlineData("A=1 > file", "A")]
    [InlineData("A= 1", "A")]
    [InlineData("A='1' '2'", "A")]
    [InlineData("A=1 \0", "A")]
    public void What_follows_a_value_is_an_error_with_its_line(string line, string key) =>
        Assert.Equal(
            $"file, line 2: something follows the value of {key}; quote a value that has white space in it",
            ErrorOf($"X=1\n{line}\nY=2\n")
        );

    [Theory]
    [InlineData("A=$HOME", '$')]
    [InlineData("A=${HOME}", '$')]
    [InlineData("A=$(id)", '$')]
    [InlineData("A=$((1+1))", '$')]
    [InlineData("A=$'a'", '$')]
    [InlineData("A=x`id`", '`')]
    [InlineData("A=\"$HOME\"", '$')]
    [InlineData("A=\"`id`\"", '`')]
    [InlineData("A='a'\"b$(id)\"", '$')]
    [InlineData("A=(1 2)", '(')]
    [InlineData("A=1)", ')')]
    [InlineData("A=<file", '<')]
    [InlineData("A=1>file", '>')]
    [InlineData("A=1&", '&')]
    [InlineData("A=1|cat", '|')]
    public void What_a_shell_would_carry_out_is_an_error_with_its_line(string line, char character) =>
        Assert.Equal(
            $"file, line 3: '{character}' would make a shell carry something out, and this file is never run; quote it with '",
            ErrorOf($"X=1\n\n{line}\nY=2\n")
        );

    [Theory]
    [InlineData("~")]
    [InlineData("~/x")]
    [InlineData("~root/x")]
    [InlineData("/bin:~/bin")]
    [InlineData("a:~")]
    public void A_home_directory_that_a_shell_would_fill_in_is_an_error_with_its_line(string value) =>
        Assert.StartsWith("file, line 2: ", ErrorOf($"X=1\nA={value}\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("\u000b")]
    [InlineData("\u000c")]
    [InlineData("\u0085")]
    [InlineData("\u00a0")]
    [InlineData("\u2028")]
    public void White_space_that_is_none_to_a_shell_is_an_error_with_its_line(string space) =>
        Assert.StartsWith("file, line 2: ", ErrorOf($"X=1\n{space}A=1\n"), StringComparison.Ordinal);

    [Fact]
    public void A_backslash_with_nothing_behind_it_is_not_lost() => Assert.Equal("a\\", Parse("A=a\\")["A"]);

    [Theory]
    [InlineData("A='1\n2\n", "a ' is not closed")]
    [InlineData("A=\"1\n2\n", "a \" is not closed")]
    [InlineData("A=\"1\\", "a \" is not closed")]
    [InlineData("A='", "a ' is not closed")]
    [InlineData("A=b'c\n", "a ' is not closed")]
    public void A_quote_that_is_not_closed_is_an_error_with_the_line_where_it_opens(string text, string reason) =>
        Assert.Equal($"file, line 2: {reason}", ErrorOf($"X=1\n{text}"));

    [Theory]
    [InlineData("A=1\02")]
    [InlineData("A='1\02'")]
    [InlineData("A=\"1\02\"")]
    [InlineData("A=\\\0")]
    public void A_NUL_byte_in_a_value_is_an_error_with_its_line(string line) =>
        Assert.Equal("file, line 2: there is a NUL byte", ErrorOf($"X=1\n{line}\n"));

    [Theory]
    [InlineData("A='1\n2'\nB", 3)]
    [InlineData("A=\"1\n2\"\nB", 3)]
    [InlineData("A=\"1\\\n2\"\nB", 3)]
    [InlineData("A=1\\\n2\nB", 3)]
    [InlineData("A=1 \\\n\nB", 3)]
    [InlineData("export \\\nA=1\nB", 3)]
    [InlineData("\\\n\\\nB", 3)]
    [InlineData("A='1\n2\n$'$", 3)]
    [InlineData("A=\"1\n2\n$\"", 3)]
    [InlineData("# 1\n#2\\\nB", 3)]
    public void Lines_are_counted_through_quotes_continuations_and_comments(string text, int line) =>
        Assert.StartsWith($"file, line {line}: ", ErrorOf(text), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_may_have_one_key_has_no_other()
    {
        Assert.Equal("1", AssignmentFile.Parse("A=1\n", "file", "A")["A"]);
        Assert.Equal(
            "file, line 2: B means nothing here; set only A",
            Assert.Throws<HotplugException>(() => AssignmentFile.Parse("A=1\nB='2\n3'\n", "file", "A")).Message
        );
    }

    [Fact]
    public void A_file_is_read_from_the_disk_as_UTF_8()
    {
        // Longer than one read, with a character that lies across the boundary of the first.
        var text = $"# {new string('x', 4096 - "# \nA=".Length - 1)}\nA=\u00e9\nB=2\n";
        File.WriteAllText(FilePath, text);
        Assert.Equal(
            new Dictionary<string, string> { ["A"] = "\u00e9", ["B"] = "2" },
            AssignmentFile.TryRead(FilePath)
        );
    }

    [Fact]
    public void A_file_that_is_not_there_is_no_error() => Assert.Null(AssignmentFile.TryRead(FilePath));

    [Fact]
    public void A_directory_in_place_of_a_file_is_an_error_that_names_it() =>
        Assert.Equal(
            $"could not trust {_directory.FullName}: it is no regular file; let root alone own and write it (chown root, chmod go-w)",
            Assert.Throws<HotplugException>(() => AssignmentFile.TryRead(_directory.FullName)).Message
        );

    [Fact]
    public void An_error_in_a_file_on_the_disk_names_it_and_the_line()
    {
        File.WriteAllText(FilePath, "A=1\nB\n");
        Assert.StartsWith(
            $"{FilePath}, line 2: ",
            Assert.Throws<HotplugException>(() => AssignmentFile.TryRead(FilePath)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_of_more_than_a_megabyte_is_an_error()
    {
        File.WriteAllText(FilePath, new string('\n', 1 << 20));
        Assert.Empty(AssignmentFile.TryRead(FilePath)!);
        File.AppendAllText(FilePath, "\n");
        Assert.Equal(
            $"could not read {FilePath}: it is longer than a megabyte",
            Assert.Throws<HotplugException>(() => AssignmentFile.TryRead(FilePath)).Message
        );
    }

    [Fact]
    public void A_line_of_149_000_exports_is_read() =>
        Assert.Equal(
            new Dictionary<string, string> { ["A"] = "1" },
            AssignmentFile.Parse(string.Concat(Enumerable.Repeat("export ", 149_000)) + "A=1", "file")
        );
}
