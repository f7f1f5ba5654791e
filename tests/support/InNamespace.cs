using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.TestSupport;

/// <summary>Opens things of this program in another network namespace: they stay where the thread was that opened them.</summary>
public static class InNamespace
{
    private const int NetworkNamespace = 0x40000000; // CLONE_NEWNET of linux/sched.h

    /// <summary>Calls <paramref name="open"/> in the network namespace of a process.</summary>
    public static T Open<T>(int processId, Func<T> open) => Open($"/proc/{processId}/ns/net", open);

    /// <summary>Calls <paramref name="open"/> in the network namespace that <paramref name="path"/> is.</summary>
    public static T Open<T>(string path, Func<T> open)
    {
        using var file = File.OpenHandle(path);
        T? opened = default;
        Exception? failure = null;
        // The thread ends in the namespace, and nothing else ever runs on it.
        var thread = new Thread(() =>
        {
            try
            {
                if (SetNamespace(file.DangerousGetHandle().ToInt32(), NetworkNamespace) != 0)
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                opened = open();
            }
            catch (Exception exception) when (exception is Win32Exception or SocketException)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure == null ? opened! : throw new InvalidOperationException($"not to be had in {path}", failure);
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNamespace(int file, int kind);
}
