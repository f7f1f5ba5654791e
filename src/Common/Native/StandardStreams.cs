using System.Text;

namespace Xen.Hotplug.Common.Native;

/// <summary>
/// Standard output and error, written to directly: the runtime's console takes long to set up. Whatever a caller has in its
/// text, a terminal gets lines that can be seen (<see cref="Text.OneLine"/>).
/// </summary>
public static class StandardStreams
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>Writes a line to standard output. A reader that has gone away is no error.</summary>
    public static void WriteLine(string line) => Write(Output, $"{Text.OneLine(line)}\n");

    /// <summary>Writes a text of several lines, or a part of one, to standard output. A reader that has gone away is no error.</summary>
    public static void Write(string text) => Write(Output, Text.Lines(text));

    /// <summary>Writes a line to standard error. A reader that has gone away is no error.</summary>
    public static void WriteErrorLine(string line) => Write(Error, $"{Text.OneLine(line)}\n");

    /// <summary>Writes a text of several lines to standard error. A reader that has gone away is no error.</summary>
    public static void WriteError(string text) => Write(Error, Text.Lines(text));

    private static void Write(int stream, string text) => _ = Descriptor.WriteAll(stream, Encoding.UTF8.GetBytes(text));
}
