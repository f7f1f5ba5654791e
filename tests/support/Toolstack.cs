using Xen.Hotplug.TestStore;

namespace Xen.Hotplug.TestSupport;

/// <summary>What libxl has to do with a guest's NIC on a host: the store, its keys, and how the hotplug program is called.</summary>
public sealed class Toolstack(Host host) : IDisposable
{
    public const string StoreSocket = "/run/xenstored/socket";

    public StoreServer Store { get; } = new(host.File(StoreSocket));

    public static string Backend(int domain = 1, int device = 0) => $"/local/domain/0/backend/vif/{domain}/{device}";

    public static string Frontend(int domain = 1, int device = 0) => $"/local/domain/{domain}/device/vif/{device}";

    /// <summary>The variables that libxl calls the hotplug program with.</summary>
    public static Dictionary<string, string> Variables(int domain = 1, int device = 0) =>
        new()
        {
            ["script"] = "/etc/xen/scripts/vif-bridge",
            ["XENBUS_TYPE"] = "vif",
            ["XENBUS_PATH"] = $"backend/vif/{domain}/{device}",
            ["XENBUS_BASE_PATH"] = "backend",
            ["netdev"] = "",
            ["vif"] = $"vif{domain}.{device}",
            ["INTERFACE"] = $"vif{domain}.{device}-emu",
        };

    /// <summary>Writes the device's directories as libxl does.</summary>
    public void WriteBackend(string? bridge, int domain = 1, int device = 0)
    {
        var (backend, frontend) = (Backend(domain, device), Frontend(domain, device));
        Store.Write($"{backend}/frontend", frontend);
        Store.Write($"{backend}/frontend-id", $"{domain}");
        Store.Write($"{backend}/online", "1");
        Store.Write($"{backend}/state", "2");
        Store.Write($"{backend}/script", "/etc/xen/scripts/vif-bridge");
        Store.Write($"{backend}/mac", "00:16:3e:12:34:56");
        if (bridge is not null)
            Store.Write($"{backend}/bridge", bridge);
        Store.Write($"{backend}/handle", $"{device}");
        Store.Write($"{backend}/type", "vif");
        Store.Write($"{frontend}/backend", backend);
        Store.Write($"{frontend}/backend-id", "0");
        Store.Write($"{frontend}/mac", "00:16:3e:12:34:56");
        Store.Write($"{frontend}/state", "1");
    }

    public void Dispose() => Store.Dispose();
}
