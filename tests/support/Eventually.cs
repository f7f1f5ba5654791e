using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>Waiting for what the kernel does in its own time.</summary>
public static class Eventually
{
    // An emulated machine needs a second to look once.
    private const int LimitInMilliseconds = 20000;

    /// <summary>Looks until that is seen, for 20 s at most.</summary>
    public static async Task ShouldBecome(string expected, Func<Task<string>> observe)
    {
        var limit = Environment.TickCount64 + LimitInMilliseconds;
        var seen = await observe();
        while (seen != expected && Environment.TickCount64 < limit)
            seen = await observe();
        Assert.Equal(expected, seen);
    }
}
