using System.Text;

namespace Xen.Hotplug.Common.Native;

/// <summary>Standard output and error, written to directly: the runtime's console takes long to set up.</summary>
public static unsafe class StandardStreams
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>Writes to standard output. A reader that has gone away is no error.</summary>
    public static void Write(string text) => Write(Output, text);

    /// <summary>Writes to standard error. A reader that has gone away is no error.</summary>
    public static void WriteError(string text) => Write(Error, text);

    private static void Write(int descriptor, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            var written = 0;
            while (written < bytes.Length)
            {
                var count = LibC.Write(descriptor, start + written, (nuint)(bytes.Length - written));
                if (count > 0)
                    written += (int)count;
                else if (count == 0 || LibC.LastError != Errno.EINTR)
                    return;
            }
        }
    }
}
