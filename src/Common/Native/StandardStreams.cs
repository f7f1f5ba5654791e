using System.Text;

namespace Xen.Hotplug.Common.Native;

/// <summary>Standard output and error, written to directly: the runtime's console takes long to set up.</summary>
public static class StandardStreams
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>Writes to standard output. A reader that has gone away is no error.</summary>
    public static void Write(string text) => _ = Descriptor.WriteAll(Output, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes to standard error. A reader that has gone away is no error.</summary>
    public static void WriteError(string text) => _ = Descriptor.WriteAll(Error, Encoding.UTF8.GetBytes(text));
}
