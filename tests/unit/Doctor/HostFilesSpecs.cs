using System.Diagnostics;
using Xen.Hotplug.XenBridgeDoctor;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

public sealed class HostFilesSpecs : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("doctor").FullName;
    private readonly HostFiles _files;

    public HostFilesSpecs() => _files = new HostFiles(_root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_file_is_read()
    {
        File.WriteAllText($"{_root}/file", "text\n");

        Assert.Equal("text\n", _files.TryRead("/file"));
    }

    [Fact]
    public void A_file_that_is_not_there_has_no_text()
    {
        Directory.CreateDirectory($"{_root}/folder");
        File.CreateSymbolicLink($"{_root}/loop", "loop");

        foreach (var path in new[] { "/file", "/folder", "/loop", "/folder/file" })
            Assert.Null(_files.TryRead(path));
        Assert.Empty(_files.Unreadable);
    }

    [Fact]
    public void A_fifo_is_not_waited_for()
    {
        Process.Start("mkfifo", $"{_root}/fifo").WaitForExit();

        Assert.Equal(["/fifo"], _files.List(""));
        Assert.Null(_files.TryRead("/fifo"));
    }

    [Fact]
    public void A_file_without_end_is_cut()
    {
        File.WriteAllText($"{_root}/large", new string('x', 3_000_000));

        Assert.InRange(_files.TryRead("/large")!.Length, 1_000_000, 1_100_000);
    }

    [Fact]
    public void The_mode_that_counts_is_that_of_the_file_a_link_leads_to()
    {
        File.WriteAllText($"{_root}/file", "");
        File.CreateSymbolicLink($"{_root}/link", "file");
        Assert.False(_files.IsExecutable("/link"));

        File.SetUnixFileMode($"{_root}/file", UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.True(_files.IsExecutable("/link"));
        Assert.Equal("/file", _files.Resolve("/link"));
    }

    [Fact]
    public void A_folder_is_not_executable() => Assert.False(_files.IsExecutable("/"));

    [Fact]
    public void A_folder_that_is_not_there_has_no_files() => Assert.Empty(_files.List("/nowhere"));
}
