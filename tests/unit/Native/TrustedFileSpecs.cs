using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Native;
using Xunit;

namespace Xen.Hotplug.UnitTests.Native;

/// <summary>Files that decide what root does are believed by owner and mode.</summary>
public sealed class TrustedFileSpecs : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("trusted").FullName;

    private string FilePath => $"{_folder}/file";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string? Read() => TrustedFile.TryRead(FilePath, out _);

    private string Refusal() => Assert.Throws<HotplugException>(Read).Message;

    [Fact]
    public void A_file_that_only_its_owner_can_write_is_read()
    {
        RegularFile.Replace(FilePath, "text", Private);
        Assert.Equal("text", Read());
        Assert.Null(TrustedFile.TryRead($"{FilePath}-not", out var error));
        Assert.Equal(Errno.ENOENT, error);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_or_folder_that_others_can_write_is_not_believed(UnixFileMode writable)
    {
        RegularFile.Replace(FilePath, "text", Private);
        File.SetUnixFileMode(FilePath, Private | writable);
        Assert.Contains("others than its owner", Refusal(), StringComparison.Ordinal);

        File.SetUnixFileMode(FilePath, Private);
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | writable);
        Assert.Contains("of its folder", Refusal(), StringComparison.Ordinal);
        Assert.Throws<HotplugException>(() => RegularFile.Replace(FilePath, "other", Private));
    }

    [Fact]
    public void A_link_is_no_file_of_ours()
    {
        File.WriteAllText($"{_folder}/target", "text");
        File.CreateSymbolicLink(FilePath, $"{_folder}/target");
        Assert.Contains("symbolic link", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        Directory.CreateDirectory(FilePath);
        Assert.Contains("no regular file", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hook_is_judged_by_where_its_link_leads()
    {
        Directory.CreateDirectory($"{_folder}/open");
        File.WriteAllText($"{_folder}/open/hook", "");
        File.CreateSymbolicLink(FilePath, $"{_folder}/open/hook");
        Assert.Null(TrustedFile.WhyNotToRun(FilePath));

        File.SetUnixFileMode($"{_folder}/open", File.GetUnixFileMode($"{_folder}/open") | UnixFileMode.OtherWrite);
        Assert.Contains("of its folder", TrustedFile.WhyNotToRun(FilePath), StringComparison.Ordinal);
    }
}
