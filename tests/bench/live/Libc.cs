using System.Runtime.InteropServices;

namespace Xen.Hotplug.LiveBenchmark;

/// <summary>What sends, receives and waits without allocating anything, so that no collector comes in between.</summary>
internal static unsafe partial class Libc
{
    internal const int MSG_DONTWAIT = 0x40;
    internal const int MSG_NOSIGNAL = 0x4000;
    private const short POLLIN = 1;

    private const int SCHED_FIFO = 1;
    private const int CLONE_NEWNET = 0x40000000;

    internal struct PollDescriptor(int descriptor)
    {
        /// <summary>What to wait for; less than zero for nothing.</summary>
        internal int Descriptor = descriptor;
        internal short Events = POLLIN;
        internal short Returned = 0;
    }

    internal struct TimeSpec
    {
        internal long Seconds;
        internal long Nanoseconds;
    }

    /// <summary>Lets this thread go before every ordinary one; false where that is not allowed.</summary>
    internal static bool GoFirst()
    {
        var priority = 10;
        return SetScheduler(0, SCHED_FIFO, &priority) == 0;
    }

    /// <summary>Runs something on a thread that is in another network namespace; sockets stay where they were made.</summary>
    internal static T InNamespace<T>(string name, Func<T> make)
    {
        using var there = File.OpenHandle($"/run/netns/{name}");
        T? made = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (SetNamespace((int)there.DangerousGetHandle(), CLONE_NEWNET) != 0)
                    throw new InvalidOperationException(Marshal.GetLastPInvokeErrorMessage());
                made = make();
            }
            catch (Exception exception) when (exception is InvalidOperationException or IOException)
            {
                failure = exception;
            }
            catch (System.Net.Sockets.SocketException exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure == null ? made! : throw new InvalidOperationException($"in {name}: {failure.Message}", failure);
    }

    [LibraryImport("libc", EntryPoint = "send")]
    internal static partial nint Send(int socket, void* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    internal static partial nint Receive(int socket, void* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendto")]
    internal static partial nint SendTo(
        int socket,
        void* buffer,
        nuint length,
        int flags,
        void* address,
        uint addressLength
    );

    [LibraryImport("libc", EntryPoint = "recvfrom")]
    internal static partial nint ReceiveFrom(
        int socket,
        void* buffer,
        nuint length,
        int flags,
        void* address,
        uint* addressLength
    );

    [LibraryImport("libc", EntryPoint = "ppoll")]
    internal static partial int Poll(PollDescriptor* descriptors, nuint count, TimeSpec* limit, void* signals);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, int* priority);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int type);
}
