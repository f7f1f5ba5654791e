using System.Globalization;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>The host's end of a guest's NIC. The script host makes them, and knows the same addresses.</summary>
/// <param name="Number">The guest's, from 1.</param>
internal readonly record struct Vif(int Number)
{
    private static readonly string[] s_path = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"];

    public string Backend => $"/local/domain/0/backend/vif/{Number}/0";

    /// <summary>What is in the store of it, as PATH=VALUE.</summary>
    public IEnumerable<string> Keys =>
        [
            $"{Backend}/bridge=eth0",
            $"{Backend}/mac=00:16:3e:00:{Number >> 8:x2}:{Number & 255:x2}",
            $"{Backend}/ip=10.0.{Number >> 8}.{Number & 255}",
            $"{Backend}/frontend-id={Number}",
        ];

    /// <summary>The environment in which libxl calls a hotplug program.</summary>
    public string[] Environment =>
        [
            .. s_path,
            "script=/etc/xen/scripts/vif-bridge",
            "XENBUS_TYPE=vif",
            string.Create(CultureInfo.InvariantCulture, $"XENBUS_PATH=backend/vif/{Number}/0"),
            "XENBUS_BASE_PATH=backend",
            "netdev=",
            $"vif={Name}",
        ];

    public string Name => string.Create(CultureInfo.InvariantCulture, $"vif{Number}.0");

    /// <summary>Whether it is on a bridge, in the namespace of the thread that asks.</summary>
    public bool IsPort => Directory.Exists($"/sys/class/net/{Name}/brport");

    /// <summary>Those from one number to another.</summary>
    public static Vif[] Range(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(number => new Vif(number))];
}
