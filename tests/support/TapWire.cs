using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Xen.Hotplug.TestSupport;

/// <summary>The side of a tap on which the emulator of an HVM guest is.</summary>
public sealed class TapWire : Wire
{
    private const int ReadWrite = 2; // O_RDWR
    private const uint SetInterface = 0x400454ca; // TUNSETIFF of linux/if_tun.h
    private const short TapWithoutHeader = 0x1002; // IFF_TAP, IFF_NO_PI
    private const short Readable = 1; // POLLIN

    private const int Interrupted = 4; // EINTR: the runtime's own signals

    private readonly SafeFileHandle _file;

    private TapWire(SafeFileHandle file) => _file = file;

    /// <summary>Takes hold of a tap, which gives it its carrier.</summary>
    public static TapWire Open(Host host, string name, string? mac = null) =>
        new(
            InNamespace.Open(
                host.ProcessId,
                () =>
                {
                    var file = new SafeFileHandle(Check(OpenFile("/dev/net/tun", ReadWrite)), ownsHandle: true);
                    var request = new byte[40];
                    Encoding.ASCII.GetBytes(name, request);
                    MemoryMarshal.Write(request.AsSpan(16), TapWithoutHeader);
                    Check(Control(file, SetInterface, request));
                    return file;
                }
            )
        )
        {
            Mac = mac ?? Party.Own.Mac,
        };

    public override void Send(byte[] frame) => Check(Write(_file, frame, frame.Length));

    public override void Dispose() => _file.Dispose();

    protected override byte[]? Receive(TimeSpan limit)
    {
        var poll = new byte[8];
        MemoryMarshal.Write(poll, _file.DangerousGetHandle().ToInt32());
        MemoryMarshal.Write(poll.AsSpan(4), Readable);
        var clock = Stopwatch.StartNew();
        int ready;
        do
        {
            var left = Math.Max(0, (int)(limit - clock.Elapsed).TotalMilliseconds);
            ready = Poll(poll, 1, left);
        } while (ready < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (Check(ready) == 0)
            return null;
        var buffer = new byte[65536];
        return buffer[..(int)Check(Read(_file, buffer, buffer.Length))];
    }

    protected override byte[] AsReceived(byte[] frame) => frame;

    private static nint Check(nint result) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPStr)] string path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(SafeFileHandle file, nuint request, byte[] argument);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static extern int Poll([In, Out] byte[] files, nuint count, int timeout);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint Read(SafeFileHandle file, [Out] byte[] buffer, nint size);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint Write(SafeFileHandle file, byte[] buffer, nint size);
}
