using System.Runtime.InteropServices;

namespace Xen.Hotplug.LiveBenchmark;

/// <summary>What sends, receives and waits without allocating anything, so that no collector comes in between.</summary>
internal static unsafe partial class Libc
{
    internal const int MSG_DONTWAIT = 0x40;
    internal const int MSG_NOSIGNAL = 0x4000;
    private const short POLLIN = 1;

    private const int SCHED_FIFO = 1;

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
}
