using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Xen.Hotplug.UnitTests.Doctor;

/// <summary>
/// What xl's own library makes of a text (tools/include/libxlutil.h of Xen). It comes with Debian's package libxenmisc.
/// </summary>
/// <param name="Report">What it complained of; the first line is why it refused the text.</param>
/// <param name="IsRefused">Whether it refused the text.</param>
/// <param name="Nics">The NICs that xl makes; null if vif is not set, or to no list.</param>
/// <param name="HasSingleVif">Whether vif is set, but to no list.</param>
internal sealed record Libxlutil(string Report, bool IsRefused, IReadOnlyList<string>? Nics, bool HasSingleVif)
{
    private const string Name = "xlutil";
    private const int EINVAL = 22; // asm-generic/errno-base.h

    private static readonly nint s_library = Load();

    /// <summary>Whether it is installed.</summary>
    internal static bool IsThere => s_library != 0;

    /// <summary>The line that is at fault. Where a line's end is the fault, the library counts one too few.</summary>
    internal int FaultLine
    {
        get
        {
            var first = Report.Split('\n')[0];
            var line = int.Parse(first.Split(':')[1], CultureInfo.InvariantCulture);
            return first.Contains("unexpected NEWLINE", StringComparison.Ordinal) ? line + 1 : line;
        }
    }

    internal static Libxlutil Read(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            var stream = fopen(Encoding.UTF8.GetBytes(path + '\0'), "w\0"u8.ToArray());
            var bytes = Encoding.UTF8.GetBytes(text);
            var config = xlu_cfg_init(stream, "F\0"u8.ToArray());
            List<string>? nics = null;
            var hasSingle = false;
            var isRefused = xlu_cfg_readdata(config, bytes, bytes.Length) != 0;
            if (!isRefused)
            {
                var error = xlu_cfg_get_list(config, "vif\0"u8.ToArray(), out var list, out _, 1);
                hasSingle = error == EINVAL;
                nics = error == 0 ? NicsOf(list) : null;
            }
            xlu_cfg_destroy(config);
            _ = fclose(stream);
            return new Libxlutil(File.ReadAllText(path), isRefused, nics, hasSingle);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>As xl counts them (parse_config_data of tools/xl/xl_parse.c): up to the first that is no text.</summary>
    private static List<string> NicsOf(nint list)
    {
        var nics = new List<string>();
        while (Marshal.PtrToStringUTF8(xlu_cfg_get_listitem(list, nics.Count)) is { } nic)
            nics.Add(nic);
        return nics;
    }

    private static nint Load()
    {
        NativeLibrary.SetDllImportResolver(
            typeof(Libxlutil).Assembly,
            static (name, _, _) => name == Name ? s_library : 0
        );
        // Its version is Xen's.
        for (var minor = 40; minor >= 10; minor--)
        {
            if (NativeLibrary.TryLoad($"libxlutil.so.4.{minor}", out var library))
                return library;
        }
        return 0;
    }

#pragma warning disable SYSLIB1054 // Made at run time, so that this assembly needs no unsafe code.
    [DllImport(Name)]
    private static extern nint xlu_cfg_init(nint report, byte[] source);

    [DllImport(Name)]
    private static extern int xlu_cfg_readdata(nint config, byte[] data, int length);

    [DllImport(Name)]
    private static extern int xlu_cfg_get_list(nint config, byte[] key, out nint list, out int count, int isSilent);

    [DllImport(Name)]
    private static extern nint xlu_cfg_get_listitem(nint list, int place);

    [DllImport(Name)]
    private static extern void xlu_cfg_destroy(nint config);

    [DllImport("libc")]
    private static extern nint fopen(byte[] path, byte[] mode);

    [DllImport("libc")]
    private static extern int fclose(nint stream);
#pragma warning restore SYSLIB1054
}
