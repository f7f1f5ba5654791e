using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.TestSupport.Benchmarks;

/// <summary>Starts programs and waits for them with as little around it as there can be: posix_spawn and waitpid.</summary>
public static unsafe partial class Child
{
    private const int O_RDWR = 2;

    /// <summary>Runs a command line to its end, with nothing as its standard streams.</summary>
    /// <exception cref="InvalidOperationException">It did not start, or did not succeed.</exception>
    public static TimeSpan Run(string[] commandLine, string[] environment)
    {
        var start = Stopwatch.GetTimestamp();
        var status = Wait(Start(commandLine, environment));
        var time = Stopwatch.GetElapsedTime(start);
        return status == 0
            ? time
            : throw new InvalidOperationException($"{string.Join(' ', commandLine)} ended with wait status {status}.");
    }

    /// <summary>Starts a command line, with nothing as its standard streams; returns the process's number.</summary>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static int Start(string[] commandLine, string[] environment)
    {
        var arguments = Strings(commandLine);
        var variables = Strings(environment);
        // Room for glibc's posix_spawn_file_actions_t, of 80 bytes.
        var actions = stackalloc long[32];
        _ = FileActionsInitialize(actions);
        for (var stream = 0; stream <= 2; stream++)
            _ = FileActionsAddOpen(actions, stream, "/dev/null", O_RDWR, 0);
        int process;
        var error = Spawn(&process, arguments[0], actions, null, arguments, variables);
        _ = FileActionsDestroy(actions);
        Free(arguments);
        Free(variables);
        return error == 0
            ? process
            : throw new InvalidOperationException($"{commandLine[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Runs a command line to its end, as it may be, with nothing as its standard streams.</summary>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static ChildEnd RunToEnd(string[] commandLine, string[] environment)
    {
        var start = Stopwatch.GetTimestamp();
        var process = Start(commandLine, environment);
        int status;
        ResourceUsage usage;
        while (WaitWithUsage(process, &status, 0, &usage) < 0) { }
        return new ChildEnd(Stopwatch.GetElapsedTime(start), status, usage.PeakKibibytes * 1024);
    }

    /// <summary>Waits for the end of a process; returns its wait status, 0 if it succeeded.</summary>
    public static int Wait(int process)
    {
        int status;
        while (WaitFor(process, &status, 0) < 0) { }
        return status;
    }

    /// <summary>A null-terminated array of C strings.</summary>
    private static byte** Strings(string[] texts)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)texts.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Length; i++)
            array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        return array;
    }

    private static void Free(byte** array)
    {
        for (var text = array; *text != null; text++)
            Marshal.FreeCoTaskMem((nint)(*text));
        NativeMemory.Free(array);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(
        int* process,
        byte* path,
        void* actions,
        void* attributes,
        byte** arguments,
        byte** variables
    );

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int FileActionsInitialize(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileActionsAddOpen(void* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int FileActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitFor(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "wait4")]
    private static partial int WaitWithUsage(int process, int* status, int options, ResourceUsage* usage);

    /// <summary>struct rusage (man 2 getrusage).</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct ResourceUsage
    {
        internal long UserSeconds;
        internal long UserMicroseconds;
        internal long SystemSeconds;
        internal long SystemMicroseconds;
        internal long PeakKibibytes;
    }
}

/// <summary>How a process ended.</summary>
/// <param name="Time">How long it took.</param>
/// <param name="Status">Its wait status, 0 if it succeeded.</param>
/// <param name="PeakMemory">
/// The most memory that was resident, in bytes. Until it runs the program, a process shares the memory of the one that starts it:
/// it is never less than that one had.
/// </param>
public sealed record ChildEnd(TimeSpan Time, int Status, long PeakMemory);
