using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Xen.Hotplug.UnitTests.Xenstore;

/// <summary>A character device whose other side is a test's: it stands for /dev/xen/xenbus.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    // Of asm-generic/ioctls.h.
    private const nuint TIOCGPTN = 0x80045430;
    private const nuint TIOCSPTLCK = 0x40045431;

    private readonly FileStream _otherSide;

    internal PseudoTerminal()
    {
        var handle = File.OpenHandle("/dev/ptmx", FileMode.Open, FileAccess.ReadWrite);
        var isLocked = 0;
        var number = 0;
        if (Control(handle, TIOCSPTLCK, ref isLocked) != 0 || Control(handle, TIOCGPTN, ref number) != 0)
            throw new InvalidOperationException($"no pseudo terminal: error {Marshal.GetLastPInvokeError()}");
        _otherSide = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
        Path = $"/dev/pts/{number}";

        // All bytes as they are, in both directions.
        using var stty = Process.Start("stty", ["-F", Path, "raw", "-echo"]);
        stty.WaitForExit();
        if (stty.ExitCode != 0)
            throw new InvalidOperationException($"stty ended with {stty.ExitCode}");
    }

    internal string Path { get; }

    /// <summary>All that has been written to the device when this is called or until then.</summary>
    internal byte[] ReadOnce()
    {
        var buffer = new byte[4096];
        return buffer[.._otherSide.Read(buffer)];
    }

    internal void Write(params byte[] bytes) => _otherSide.Write(bytes);

    public void Dispose() => _otherSide.Dispose();

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(SafeFileHandle handle, nuint request, ref int argument);
}
