namespace Xen.Hotplug.Common.Native;

/// <summary>
/// What a program has from its caller. Nothing of it is trusted: it is set right before anything else is done, by a few system
/// calls. (What the runtime reads of the environment before Main, it does not find: see src/Hotplug/Directory.Build.props.)
/// </summary>
public static unsafe class Inheritance
{
    private const string NullDevice = "/dev/null";

    // rwxr-xr-x and rw-r--r-- at most, for what hooks make too.
    private const uint Umask = 0x12;

    private const int StandardDescriptors = 3;

    /// <summary>Sets descriptors 0 to 2, umask, and signals right.</summary>
    public static void SetRight()
    {
        OpenStandardDescriptors();
        _ = LibC.SetUmask(Umask);
        // The runtime learns of a child's end by SIGCHLD alone.
        var none = stackalloc ulong[LibC.SignalSetLength];
        new Span<ulong>(none, LibC.SignalSetLength).Clear();
        _ = LibC.SetSignalMask(LibC.SIG_SETMASK, none, null);
        _ = LibC.SetSignal(LibC.SIGCHLD, LibC.SIG_DFL);
        // A write past the caller's limit (ulimit -f) is an error of that write, and not the end of the program.
        _ = LibC.SetSignal(LibC.SIGXFSZ, LibC.SIG_IGN);
    }

    /// <summary>Else a file or socket of ours would get a number that somebody writes text to.</summary>
    private static void OpenStandardDescriptors()
    {
        var descriptors = stackalloc LibC.PollDescriptor[StandardDescriptors];
        for (var number = 0; number < StandardDescriptors; number++)
            descriptors[number] = new LibC.PollDescriptor { Descriptor = number };
        _ = LibC.Poll(descriptors, StandardDescriptors, 0);
        for (var number = 0; number < StandardDescriptors; number++)
        {
            // The lowest that is free is what the next file gets. The root folder takes no text, but the place.
            if ((descriptors[number].Returned & LibC.POLLNVAL) != 0 && LibC.Open(NullDevice, LibC.O_RDWR, 0) < 0)
                _ = LibC.Open("/", LibC.O_RDONLY, 0);
        }
    }
}
