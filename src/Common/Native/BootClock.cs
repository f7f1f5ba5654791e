namespace Xen.Hotplug.Common.Native;

/// <summary>The time since the boot in milliseconds. Nobody sets this clock, and it runs while the host is suspended.</summary>
public static unsafe class BootClock
{
    private const int Second = 1000;
    private const int Millisecond = 1_000_000; // in nanoseconds

    /// <summary>What it shows.</summary>
    public static long Now
    {
        get
        {
            LibC.TimeSpecification now;
            _ = LibC.GetClock(LibC.CLOCK_BOOTTIME, &now);
            return now.Seconds * Second + now.Nanoseconds / Millisecond;
        }
    }

    /// <summary>Waits until it shows <paramref name="moment"/>.</summary>
    public static void WaitUntil(long moment)
    {
        var until = new LibC.TimeSpecification
        {
            Seconds = moment / Second,
            Nanoseconds = moment % Second * Millisecond,
        };
        while (LibC.Sleep(LibC.CLOCK_BOOTTIME, LibC.TIMER_ABSTIME, &until, null) == (int)Errno.EINTR) { }
    }
}
