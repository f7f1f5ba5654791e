using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.XenBridgeDoctor.Checks;
using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>What all checks look at. It is read once, and nothing of it is changed.</summary>
/// <param name="kernel">The kernel's links.</param>
internal sealed class Host(INetworkTable kernel)
{
    private IReadOnlyList<Link>? _links;
    private List<ShadowState>? _shadows;
    private List<ShadowState>? _shadowed;
    private List<GuestPort>? _ports;
    private List<GuestPort>? _guestPorts;
    private List<GuestPort>? _otherPorts;
    private IReadOnlyList<GuestFile>? _guestFiles;
    private IReadOnlyList<InterfacesFile>? _interfacesFiles;
    private string? _scriptByDefault;
    private IReadOnlyList<Link>? _bridges;
    private GuestLinkNames? _guestLinkNames;
    private HostVlans? _vlans;
    private List<UnsettledManager>? _unsettledManagers;

    /// <summary>Looks at the host that the program runs on.</summary>
    internal static Host Read(Settings settings, Rtnetlink kernel)
    {
        var files = new HostFiles();
        return new Host(kernel)
        {
            Files = files,
            Store = StoreReport.Read(),
            Guards = GuardView.Read(settings, kernel),
            Forwarding = ForwardView.Read(files),
            IsRoot = CurrentUser.IsRoot,
        };
    }

    /// <summary>Its files.</summary>
    internal required HostFiles Files { get; init; }

    /// <summary>What xenstore says.</summary>
    internal required StoreReport Store { get; init; }

    /// <summary>What guards ports.</summary>
    internal required GuardView Guards { get; init; }

    /// <summary>What the firewall does with bridged frames.</summary>
    internal required ForwardView Forwarding { get; init; }

    /// <summary>Whether the user may see everything.</summary>
    internal required bool IsRoot { get; init; }

    /// <summary>The first VLAN of a port, or 0 for none, in which its bridge does not have a MAC address behind it; null if there is none.</summary>
    internal int? FindVlanWithout(Link port, MacAddress address)
    {
        var vlans = FindLink(port.MasterIndex) is { FiltersVlans: true } ? kernel.ReadVlans(port.Index).Ids : [0];
        foreach (var vlan in vlans)
        {
            if (kernel.FindForwarding(port.MasterIndex, address, vlan)?.LinkIndex != port.Index)
                return vlan;
        }
        return null;
    }

    internal IReadOnlyList<Link> Links => _links ??= kernel.ListLinks();

    /// <summary>The interfaces that bridge-shadow has to do with: those that its file names, and those whose uplink is there.</summary>
    internal List<ShadowState> Shadows =>
        _shadows ??= ShadowFile
            .ParseNames(
                ShadowFileReport
                    .Read(Files)
                    .Interfaces.Concat(
                        Links
                            .Select(link => link.Name)
                            .Where(IsUplinkName)
                            .Select(name => name[ShadowNames.UplinkPrefix.Length..])
                            .Where(name => InterfaceName.WhyInvalid(name) == null)
                    ),
                "INTERFACE"
            )
            .ConvertAll(name => ShadowState.Read(kernel, name));

    /// <summary>Those interfaces that are shadowed.</summary>
    internal List<ShadowState> Shadowed =>
        _shadowed ??= Shadows.FindAll(shadow => shadow.Phase == ShadowPhase.Shadowed);

    /// <summary>The managers with which the last start or stop of an interface did not finish.</summary>
    internal List<UnsettledManager> UnsettledManagers =>
        _unsettledManagers ??= [
            .. Files
                .List(ShadowNames.RuntimeFolder)
                .Select(path => UnsettledManager.TryParse(Path.GetFileName(path), Files.TryRead(path) ?? ""))
                .OfType<UnsettledManager>(),
        ];

    /// <summary>The NICs that our program or Xen's vif-bridge serves, but those that are being taken away.</summary>
    internal List<GuestPort> GuestPorts => _guestPorts ??= Ports.FindAll(port => !IsServedByOther(port));

    /// <summary>The NICs that another script serves: on which bridge they are, or on none, is that one's affair.</summary>
    internal List<GuestPort> OtherPorts => _otherPorts ??= Ports.FindAll(IsServedByOther);

    private List<GuestPort> Ports =>
        _ports ??= [
            .. Store
                .Backends.Where(backend => !backend.IsLeaving)
                .Select(backend => new GuestPort(
                    backend,
                    FindGuestLink(backend, ""),
                    FindGuestLink(backend, VifName.TapSuffix)
                )),
        ];

    /// <summary>The files that may be guests'.</summary>
    internal IReadOnlyList<GuestFile> GuestFiles => _guestFiles ??= GuestFile.List(Files);

    /// <summary>The files that ifupdown reads.</summary>
    internal IReadOnlyList<InterfacesFile> InterfacesFiles =>
        _interfacesFiles ??= Configuration.InterfacesFiles.Read(Files);

    /// <summary>Whether the host has xend, whose guests' files are Python.</summary>
    internal bool HasXend => Files.Exists(XendConfigurationCheck.Path);

    /// <summary>The script of a NIC whose guest's file names none.</summary>
    internal string ScriptByDefault => _scriptByDefault ??= XlConfigurationCheck.ScriptByDefault(Files);

    /// <summary>Whether guests of this host belong on bridges. One whose guests are all routed has none, and needs none.</summary>
    internal bool WantsBridge
    {
        get
        {
            if (GuestPorts.Count > 0)
                return true;
            var hasOthers = OtherPorts.Count > 0;
            foreach (var file in GuestFiles)
            foreach (var text in file.Content.List("vif") ?? [])
            {
                var nic = ReadNic(file, text);
                if (nic.IsServedElsewhere)
                    continue;
                if (!IsServedByOther(nic))
                    return true;
                hasOthers = true;
            }
            return !hasOthers && HotplugScript.PutsOnBridge(Files, ScriptByDefault);
        }
    }

    /// <summary>A NIC of a guest's file, as the toolstack reads it.</summary>
    internal VifSpecification ReadNic(GuestFile file, string text) =>
        file.Content.Fault != null && HasXend ? VifSpecification.OfXend(text) : VifSpecification.OfXl(text);

    internal bool IsServedByOther(VifSpecification nic) =>
        !HotplugScript.PutsOnBridge(Files, nic.Script ?? ScriptByDefault);

    // A store without the key is that of a toolstack that knew vif-bridge alone.
    private bool IsServedByOther(GuestPort port) =>
        port.Backend.Find("script") is { } script && !HotplugScript.PutsOnBridge(Files, script);

    private bool IsServedByOther(Link link) =>
        OtherPorts.Exists(port => port.Vif?.Index == link.Index || port.Tap?.Index == link.Index);

    /// <summary>The bridges that guests' ports are on, should be on, or will be: those of bridge-shadow.</summary>
    internal IReadOnlyList<Link> Bridges =>
        _bridges ??= [
            .. Links.Where(link =>
                link.IsBridge
                && (
                    Shadows.Any(shadow => shadow.Bridge?.Index == link.Index)
                    || PortsOf(link).Any(port => VifName.Of(port) != null)
                    || GuestPorts.Any(port =>
                        port.Backend.Find("bridge") is { } name && FindBridge(name)?.Index == link.Index
                    )
                )
            ),
        ];

    /// <summary>The links that nobody but bridge-shadow and vif-bridge is to configure: uplinks and guests' ports.</summary>
    internal IEnumerable<Link> LinksOfOurs =>
        Links.Where(link =>
            (VifName.Of(link) != null && !IsServedByOther(link))
            || Shadowed.Exists(shadow => shadow.Nic!.Index == link.Index)
        );

    /// <summary>The ports of a bridge, but those that another script has put there.</summary>
    internal IEnumerable<Link> PortsOf(Link bridge) =>
        Links.Where(link => link.MasterIndex == bridge.Index && !IsServedByOther(link));

    internal Link? FindLink(int index) => Links.FirstOrDefault(link => link.Index == index);

    /// <summary>Whether any link leads to everywhere, in table main.</summary>
    internal bool HasDefaultRoute =>
        Links.Any(link =>
            kernel.ListRoutesOver(link.Index).Any(route => route is { IsDefault: true, Table: Route.MainTable })
        );

    internal IReadOnlyList<LinkAddress> AddressesOf(Link link) => kernel.ListAddresses(link.Index);

    /// <summary>What the kernel tells of an uplink that this release does not know, and not of its bridge.</summary>
    internal List<UndecidedAttribute> UnknownOf(ShadowState shadow) =>
        UndecidedAttributes.FindMissing(
            UndecidedAttributes.Find(kernel, shadow.Nic!),
            UndecidedAttributes.Find(kernel, shadow.Bridge!)
        );

    /// <summary>The link that a bridge's name means, an old one too, or null. It may be no bridge.</summary>
    internal Link? FindBridge(string name) =>
        InterfaceName.WhyInvalid(name) == null
            ? BridgeChoice.FindNamed(kernel, InterfaceName.Parse(name, "bridge"))
            : null;

    /// <summary>The names that guests' links may have.</summary>
    internal GuestLinkNames GuestLinkNames => _guestLinkNames ??= new GuestLinkNames(kernel, this);

    /// <summary>The VLANs of bridges, ports and guests.</summary>
    internal HostVlans Vlans => _vlans ??= new HostVlans(kernel, this);

    /// <summary>Why a name cannot be a guest's bridge; null if it can.</summary>
    internal string? WhyNoBridge(string name) =>
        InterfaceName.WhyInvalid(name) is { } reason ? $"is no valid name ({reason})"
        : FindBridge(name) is not { } link ? "does not exist"
        : link.IsBridge ? null
        : $"is no bridge but {link.Kind ?? "a physical link"}";

    /// <summary>What could not be looked at: a user expects that, and root has to see to it.</summary>
    internal Finding CouldNotSee(string subject, string obstacle, string cure) =>
        IsRoot ? Finding.Doubtful(subject, obstacle, cure) : Finding.Unseen(subject, obstacle);

    /// <summary>
    /// A bridge to propose: one of bridge-shadow's, one that guests are on, one that leads to the network, or the one that
    /// bridge-shadow would make. Not just any: Docker and libvirt have bridges of their own.
    /// </summary>
    internal string SomeBridge =>
        Shadows.Find(shadow => shadow.Bridge != null)?.InterfaceName.Value
        ?? (Bridges is [var bridge, ..] ? bridge.Name : null)
        ?? Links.FirstOrDefault(link => link.IsBridge && PortsOf(link).Any(port => port.Kind == null))?.Name
        ?? SomeNic;

    /// <summary>A NIC to propose for bridge-shadow.</summary>
    internal string SomeNic => Links.FirstOrDefault(IsFreeNic)?.Name ?? "eth0";

    /// <summary>Whether bridge-shadow may be told to shadow the link of this name; it refuses what it cannot.</summary>
    internal bool CanBeShadowed(string name) =>
        Links.Any(link =>
            link is { IsBridge: false, MasterIndex: 0 }
            && link.Name == name
            && !link.Flags.HasFlag(LinkFlags.Loopback)
            && VifName.Of(link) == null
        );

    /// <summary>The command that shadows a NIC. What configures the NIC is told of it.</summary>
    internal static string StartCommand(string name) => $"bridge-shadow start {Text.ShellWord(name)}";

    /// <summary>Physical, and in no bridge yet.</summary>
    private static bool IsFreeNic(Link link) =>
        link is { Kind: null, MasterIndex: 0 } && !link.Flags.HasFlag(LinkFlags.Loopback);

    /// <summary>seth0 where there is a bridge eth0; or seth0 alone, which an interrupted start may leave.</summary>
    private bool IsUplinkName(string name) =>
        name.Length > ShadowNames.UplinkPrefix.Length
        && name.StartsWith(ShadowNames.UplinkPrefix, StringComparison.Ordinal)
        && (
            Links.Any(link => link.IsBridge && link.Name == name[ShadowNames.UplinkPrefix.Length..])
            || name.StartsWith($"{ShadowNames.UplinkPrefix}eth", StringComparison.Ordinal)
        );

    private Link? FindGuestLink(Backend backend, string suffix) =>
        Links.FirstOrDefault(link => link.Alias == backend.FirstName + suffix)
        ?? Links.FirstOrDefault(link => link.Name == backend.FirstName + suffix)
        ?? (backend.Find("vifname") is { } name ? Links.FirstOrDefault(link => link.Name == name + suffix) : null);
}
