using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.IntegrationTests.Support;

/// <summary>Sockets of this program in another network namespace: a socket stays where the thread was that opened it.</summary>
internal static class UplinkSockets
{
    private const int NetworkNamespace = 0x40000000; // CLONE_NEWNET of linux/sched.h

    public static Socket Open(this Uplink uplink, AddressFamily family, SocketType type, ProtocolType protocol) =>
        Open($"/proc/{uplink.PeerProcessId}", family, type, protocol);

    public static Socket Open(this Host host, AddressFamily family, SocketType type, ProtocolType protocol) =>
        Open(Path.GetDirectoryName(host.File(""))!, family, type, protocol);

    /// <summary>Binds a socket to a link itself (SO_BINDTODEVICE).</summary>
    public static void BindToLink(this Socket socket, string name)
    {
        const int socketLevel = 1;
        const int bindToDevice = 25;
        socket.SetRawSocketOption(socketLevel, bindToDevice, System.Text.Encoding.ASCII.GetBytes(name + '\0'));
    }

    private static Socket Open(string process, AddressFamily family, SocketType type, ProtocolType protocol)
    {
        using var file = File.OpenHandle($"{process}/ns/net");
        Socket? socket = null;
        Exception? failure = null;
        // The thread ends in the namespace, and nothing else ever runs on it.
        var thread = new Thread(() =>
        {
            try
            {
                if (SetNamespace(file.DangerousGetHandle().ToInt32(), NetworkNamespace) != 0)
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                socket = new Socket(family, type, protocol);
            }
            catch (Exception exception) when (exception is Win32Exception or SocketException)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return socket ?? throw new InvalidOperationException($"no socket in {process}", failure);
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNamespace(int file, int kind);
}
