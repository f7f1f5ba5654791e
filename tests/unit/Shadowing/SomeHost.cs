using System.Net;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.UnitTests.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>
/// A host in memory whose eth0 can be shadowed: links, addresses, routes, next hops and neighbours as the kernel would tell
/// them, settings and journals in a temporary folder. Commands have the folders' usual names.
/// </summary>
internal sealed class SomeHost : IDisposable
{
    internal const int Nic = 2;
    internal const int Bridge = 5;

    private static readonly InterfaceName s_name = InterfaceName.Parse("eth0", "test");

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory();
    private readonly List<Link> _links = [];
    private readonly InMemoryNetwork _network;

    internal SomeHost() => _network = new InMemoryNetwork(_links);

    public void Dispose() => _root.Delete(recursive: true);

    /// <summary>The kernel; the newest one unless a test says otherwise.</summary>
    internal KernelRelease Release { get; set; } = new(6, 12);

    /// <summary>What the bridge should make of VLANs.</summary>
    internal ShadowVlans Vlans { get; set; } = ShadowVlans.AsTheyAre;

    private string Settings => $"{_root}/net";

    private ShadowJournals Journals => new($"{_root}/journals");

    /// <summary>eth0, an ordinary NIC that is up.</summary>
    internal static Link Plain { get; } =
        new()
        {
            Index = Nic,
            Name = "eth0",
            HardwareType = 1,
            Mtu = 1500,
            Address = SomeLinks.Mac("00:16:3e:aa:aa:aa"),
            Flags = LinkFlags.Up | LinkFlags.Running,
            Inet6AddressGenerationMode = 0,
        };

    /// <summary>The same as the uplink of eth0's bridge.</summary>
    internal static Link Uplink { get; } =
        Plain with
        {
            Name = "seth0",
            MasterIndex = Bridge,
            Inet6AddressGenerationMode = 1,
        };

    /// <summary>The bridge that has eth0's name.</summary>
    internal static Link Shadow { get; } = Plain with { Index = Bridge, Kind = "bridge" };

    /// <summary>A VLAN on eth0 that is up.</summary>
    internal static Link Vlan(int index, string name) =>
        Plain with
        {
            Index = index,
            Name = name,
            Kind = "vlan",
            ParentIndex = Nic,
        };

    /// <summary>Adds links.</summary>
    internal SomeHost With(params Link[] links)
    {
        _links.AddRange(links);
        return this;
    }

    /// <summary>Adds an address without a lifetime, and the route to its network.</summary>
    internal SomeHost WithAddress(int link, string address, byte length, string label = "", uint flags = 0)
    {
        var local = IPAddress.Parse(address);
        var added = LinkAddress.Read(
            Wire.Address(
                new AddressHeader
                {
                    Family = FamilyOf(local),
                    PrefixLength = length,
                    LinkIndex = link,
                },
                message =>
                {
                    message.Bytes(AddressAttribute.Local, local.GetAddressBytes());
                    if (label.Length > 0)
                        message.Text(AddressAttribute.Label, label);
                    if (flags != 0)
                        message.Number(AddressAttribute.Flags, flags);
                }
            )
        )!;
        _network.Addresses.Add(added);
        if (_links.Exists(one => one.Index == link && one.IsUp))
            _network.Routes.AddRange(KernelRoutes.OfAddress(added));
        return this;
    }

    /// <summary>Gives a port VLANs, as the key vlan has them.</summary>
    internal SomeHost WithVlans(int port, string vlans)
    {
        _network.Vlans[port] = VlanKey.Parse(vlans);
        return this;
    }

    /// <summary>Adds a default route by a gateway.</summary>
    internal SomeHost WithDefaultRoute(int link, string gateway, uint metric = 0) =>
        WithRoute(
            FamilyOf(IPAddress.Parse(gateway)),
            message =>
                message
                    .Bytes(RouteAttribute.Gateway, IPAddress.Parse(gateway).GetAddressBytes())
                    .Number(RouteAttribute.OutputInterface, link)
                    .Number(RouteAttribute.Priority, metric)
        );

    /// <summary>Adds an IPv6 default route that has expired, and that the kernel still lists.</summary>
    internal SomeHost WithExpiredRoute(int link)
    {
        // struct rta_cacheinfo: the third number is what is left of its time.
        byte[] cache = [.. new byte[8], .. BitConverter.GetBytes(-100), .. new byte[20]];
        return WithRoute(
            AddressFamily.Inet6,
            message =>
                message
                    .Number(RouteAttribute.OutputInterface, link)
                    .Number(RouteAttribute.Priority, 1024)
                    .Bytes(RouteAttribute.CacheInformation, cache)
        );
    }

    /// <summary>Adds a next hop object, and a route to everywhere that uses it.</summary>
    internal SomeHost WithNextHop(int link, uint id, string gateway)
    {
        _network.NextHops.Add(
            NextHop.Read(
                new MessageWriter(0, 0)
                    .Fixed(new NextHopHeader { Family = AddressFamily.Inet, Flags = HopFlag.OnLink })
                    .Number(NextHopAttribute.Id, id)
                    .Bytes(NextHopAttribute.Gateway, IPAddress.Parse(gateway).GetAddressBytes())
                    .Number(NextHopAttribute.OutputInterface, link)
                    .Payload()
            )!
        );
        return WithRoute(
            AddressFamily.Inet,
            message => message.Number(RouteAttribute.NextHopId, id).Number(RouteAttribute.OutputInterface, link)
        );
    }

    /// <summary>Adds a next hop object without a router, and an IPv6 route to everywhere that uses it.</summary>
    internal SomeHost WithInet6NextHop(int link, uint id)
    {
        _network.NextHops.Add(
            NextHop.Read(
                new MessageWriter(0, 0)
                    .Fixed(new NextHopHeader { Family = AddressFamily.Inet6 })
                    .Number(NextHopAttribute.Id, id)
                    .Number(NextHopAttribute.OutputInterface, link)
                    .Payload()
            )!
        );
        return WithRoute(
            AddressFamily.Inet6,
            message => message.Number(RouteAttribute.NextHopId, id).Number(RouteAttribute.OutputInterface, link)
        );
    }

    /// <summary>Adds a neighbour that somebody set.</summary>
    internal SomeHost WithNeighbour(int link, string address, string mac)
    {
        _network.Neighbours[link] =
        [
            Neighbour.Read(
                new MessageWriter(0, 0)
                    .Fixed(new NeighbourHeader { State = NeighbourHeader.Permanent })
                    .Bytes(NeighbourAttribute.Destination, IPAddress.Parse(address).GetAddressBytes())
                    .Bytes(NeighbourAttribute.LinkLayerAddress, SomeLinks.Mac(mac).ToBytes())
                    .Payload()
            )!,
        ];
        return this;
    }

    /// <summary>Sets what is set on a link itself.</summary>
    internal SomeHost WithProperties(int link, LinkProperties properties, params string[] names)
    {
        _network.Properties[link] = properties with { AlternativeNames = names };
        return this;
    }

    /// <summary>Sets attributes of a link, and nothing else on it.</summary>
    internal SomeHost WithProperties(int link, Action<MessageWriter> write) =>
        WithProperties(
            link,
            LinkProperties.OfNewBridge with
            {
                Attributes = Wire.Attributes(message => write(message)),
            }
        );

    /// <summary>Gives a link a multicast MAC address.</summary>
    internal SomeHost WithMulticast(int link, string mac)
    {
        _network.Multicast[link] = [SomeLinks.Mac(mac)];
        return this;
    }

    /// <summary>Sets a setting of a link, "all" or "default", such as ipv4/conf/eth0/rp_filter.</summary>
    internal SomeHost WithSetting(string path, string value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{Settings}/{path}")!);
        File.WriteAllText($"{Settings}/{path}", value);
        return this;
    }

    /// <summary>A start or stop that was killed left what it noted of another host.</summary>
    internal SomeHost WithJournalOf(SomeHost host, int link, params string[] names)
    {
        Journals.Write(
            s_name,
            new ShadowJournal(Nic, null, 0, LinkConfiguration.Read(host._network, link)) { AlternativeNames = names }
        );
        return this;
    }

    /// <summary>Expects of bridge-shadow start exactly these commands, a line each.</summary>
    internal void ShouldStart(string commands) => Assert.Equal(commands.Split('\n'), Start());

    /// <summary>Expects of bridge-shadow stop exactly these commands, a line each.</summary>
    internal void ShouldStop(string commands) => Assert.Equal(commands.Split('\n'), Stop());

    /// <summary>The commands of bridge-shadow start.</summary>
    internal string[] Start() => [.. Planner.PlanStart(State).Commands.Select(Usual)];

    /// <summary>The commands of bridge-shadow stop.</summary>
    internal string[] Stop() => [.. Planner.PlanStop(State).Commands.Select(Usual)];

    private ShadowState State => ShadowState.Read(_network, s_name);

    private ShadowPlanner Planner =>
        new(_network, new InterfaceSettings(Settings), Journals, Release) { Vlans = Vlans };

    private string Usual(string command) =>
        command.Replace($"{_root}/journals", "/run/bridge-shadow", StringComparison.Ordinal);

    private SomeHost WithRoute(byte family, Action<MessageWriter> write)
    {
        var header = new RouteHeader
        {
            Family = family,
            Type = Route.Unicast,
            Table = (byte)Route.MainTable,
        };
        _network.Routes.Add(Route.Read(Wire.Route(header, write))!);
        return this;
    }

    private static byte FamilyOf(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? AddressFamily.Inet
            : AddressFamily.Inet6;
}
