using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.XenBridgeDoctor;

namespace Xen.Hotplug.UnitTests.Doctor;

/// <summary>
/// A host in memory whose bridge eth0 filters VLANs and has the uplink seth0 in 1p/10, and guest 1 in VLAN 10. Tests change
/// one thing of it.
/// </summary>
internal sealed class SomeVlanHost : IDisposable
{
    internal const string OnlineCommand =
        "/etc/xen/scripts/vif-bridge-shadow online type_if=vif vif=vif1.0 XENBUS_PATH=backend/vif/1/0";

    private readonly string _root = Directory.CreateTempSubdirectory("doctor").FullName;
    private readonly List<Link> _links = [];
    private readonly Dictionary<int, PortVlans> _vlans = [];
    private readonly List<Backend> _backends = [];

    internal SomeVlanHost()
    {
        Add(Bridge, "1p");
        Add(Uplink, "1p/10");
        AddGuest(1, "10", "10");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    internal Link Bridge { get; private set; } = SomeLinks.Eth0 with { FiltersVlans = true, DefaultPvid = 1 };

    internal static Link Uplink { get; } =
        SomeLinks.Eth0 with
        {
            Index = 2,
            Name = "seth0",
            Kind = null,
            MasterIndex = 3,
        };

    /// <summary>The vif of a guest's NIC.</summary>
    internal static Link Vif(int guest) => SomeLinks.OnlineVif with { Index = 10 + guest, Name = $"vif{guest}.0" };

    /// <summary>Adds a link, or puts it in place of the one with its index.</summary>
    internal SomeVlanHost Add(Link link, string? vlans = null)
    {
        _links.RemoveAll(other => other.Index == link.Index);
        _links.Add(link);
        if (vlans != null)
            _vlans[link.Index] = vlans.Length == 0 ? new PortVlans() : VlanKey.Parse(vlans);
        return this;
    }

    /// <summary>Adds a VLAN link.</summary>
    internal SomeVlanHost AddVlanLink(string name, Link parent, int id) =>
        Add(
            new Link
            {
                Index = 40 + id,
                Name = name,
                Kind = "vlan",
                ParentIndex = parent.Index,
                VlanId = id,
            }
        );

    /// <summary>Adds a guest whose key asks for VLANs and whose port has some, or puts it in place of the one of its number.</summary>
    internal SomeVlanHost AddGuest(int guest, string? key, string vlans)
    {
        _backends.RemoveAll(backend => backend.DomainId == guest);
        var keys = new Dictionary<string, string>
        {
            ["bridge"] = Bridge.Name,
            ["script"] = "/etc/xen/scripts/vif-bridge-shadow",
        };
        if (key != null)
            keys["vlan"] = key;
        _backends.Add(new Backend(guest, 0, $"guest{guest}", keys));
        return Add(Vif(guest), vlans);
    }

    internal SomeVlanHost WithBridge(Func<Link, Link> change)
    {
        Bridge = change(Bridge);
        var keys = (Dictionary<string, string>)_backends[0].Keys;
        keys["bridge"] = Bridge.Name;
        return Add(Bridge);
    }

    internal SomeVlanHost WithScript(string value)
    {
        ((Dictionary<string, string>)_backends[0].Keys)["script"] = value;
        return this;
    }

    internal SomeVlanHost Without(Link link)
    {
        _links.RemoveAll(other => other.Index == link.Index);
        return this;
    }

    internal SomeVlanHost Write(string path, string text)
    {
        Directory.CreateDirectory(_root + Path.GetDirectoryName(path));
        File.WriteAllText(_root + path, text);
        return this;
    }

    /// <summary>What a check finds.</summary>
    internal IReadOnlyList<Finding> Find(ICheck check)
    {
        var kernel = new InMemoryNetwork([.. _links]);
        foreach (var (index, vlans) in _vlans)
            kernel.Vlans[index] = vlans;
        return
        [
            .. check.Look(
                new Host(kernel)
                {
                    Files = new HostFiles(_root),
                    Store = new StoreReport(_backends, [], null),
                    Guards = new GuardView(false, []),
                    Forwarding = new ForwardView([], []),
                    IsRoot = true,
                }
            ),
        ];
    }
}
