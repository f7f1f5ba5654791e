using System.Runtime.InteropServices;
using System.Text;

namespace Xen.Hotplug.Common.Native;

/// <summary>
/// The variables that a caller has set. The class library finds none: the native programs are linked so that getenv knows
/// nothing, and with it the runtime's own variables, glibc's, and those of libraries, mean nothing.
/// </summary>
public static unsafe partial class CallersEnvironment
{
    /// <summary>The value of a variable; null if it is not set.</summary>
    public static string? Find(string name)
    {
        Span<byte> wanted = stackalloc byte[Encoding.UTF8.GetMaxByteCount(name.Length) + 1];
        wanted = wanted[..(Encoding.UTF8.GetBytes(name, wanted) + 1)];
        wanted[^1] = (byte)'=';
        for (var entry = GetEnviron(); entry != null && *entry != null; entry++)
        {
            var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry);
            if (text.StartsWith(wanted))
                return Encoding.UTF8.GetString(text[wanted.Length..]);
        }
        return null;
    }

    // environ is data, which no declaration reaches; the runtime's own library has a function for it.
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_GetEnviron")]
    [SuppressGCTransition]
    private static partial byte** GetEnviron();
}
