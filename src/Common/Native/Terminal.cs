namespace Xen.Hotplug.Common.Native;

/// <summary>What came of a wait for a line.</summary>
public enum TypedLine
{
    /// <summary>Nothing was typed in time.</summary>
    None,

    /// <summary>Enter, and nothing before it.</summary>
    Empty,

    /// <summary>Something else.</summary>
    Other,

    /// <summary>Nothing more can be typed: the end of the file, or an error.</summary>
    Closed,
}

/// <summary>Standard input, where somebody sits at it.</summary>
public static class Terminal
{
    private const int Input = 0;

    /// <summary>Whether standard input is a terminal from which this program may read: in the background it would be stopped.</summary>
    public static bool IsAtHand => LibC.IsTerminal(Input) != 0 && LibC.ForegroundGroup(Input) == LibC.ProcessGroup();

    /// <summary>Drops what was typed and is not read yet.</summary>
    public static void DropTyped() => _ = LibC.FlushTerminal(Input, LibC.TCIFLUSH);

    /// <summary>Waits for a line.</summary>
    /// <param name="limit">How long.</param>
    public static TypedLine WaitForLine(TimeSpan limit)
    {
        // It is not ours to close.
        var input = new Descriptor(Input);
        input.SetHandleAsInvalid();
        if (!input.WaitReadable(Environment.TickCount64 + (long)limit.TotalMilliseconds, out var error))
            return error == Errno.None ? TypedLine.None : TypedLine.Closed;
        Span<byte> line = stackalloc byte[4096];
        return input.Read(line, out _) switch
        {
            <= 0 => TypedLine.Closed,
            1 when line[0] == '\n' => TypedLine.Empty,
            _ => TypedLine.Other,
        };
    }
}
