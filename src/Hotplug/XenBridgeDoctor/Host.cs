using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>What all checks look at. It is read once, and nothing of it is changed.</summary>
/// <param name="kernel">The kernel's links.</param>
internal sealed class Host(INetworkTable kernel)
{
    private IReadOnlyList<Link>? _links;
    private List<ShadowState>? _shadows;
    private List<ShadowState>? _shadowed;
    private IReadOnlyList<GuestPort>? _guestPorts;
    private IReadOnlyList<Link>? _bridges;

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

    /// <summary>The NICs of the guests that the store knows, but those that are being taken away.</summary>
    internal IReadOnlyList<GuestPort> GuestPorts =>
        _guestPorts ??= [
            .. Store
                .Backends.Where(backend => !backend.IsLeaving)
                .Select(backend => new GuestPort(
                    backend,
                    FindGuestLink(backend, ""),
                    FindGuestLink(backend, VifName.TapSuffix)
                )),
        ];

    /// <summary>The bridges that guests' ports are on, are to be on, or will be: those of bridge-shadow.</summary>
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
        Links.Where(link => VifName.Of(link) != null || Shadowed.Exists(shadow => shadow.Nic!.Index == link.Index));

    internal IEnumerable<Link> PortsOf(Link bridge) => Links.Where(link => link.MasterIndex == bridge.Index);

    internal Link? FindLink(int index) => Links.FirstOrDefault(link => link.Index == index);

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

    /// <summary>Why a name cannot be a guest's bridge; null if it can.</summary>
    internal string? WhyNoBridge(string name) =>
        InterfaceName.WhyInvalid(name) is { } reason ? $"is no valid name ({reason})"
        : FindBridge(name) is not { } link ? "does not exist"
        : link.IsBridge ? null
        : $"is no bridge but {link.Kind ?? "a physical link"}";

    /// <summary>What could not be looked at: a user expects that, and root has to see to it.</summary>
    internal Finding CouldNotSee(string subject, string obstacle, string cure) =>
        IsRoot ? Finding.Doubtful(subject, obstacle, cure) : Finding.Unseen(subject, obstacle);

    /// <summary>A bridge to propose: one that is there or, where there is none, the one that bridge-shadow would make.</summary>
    internal string SomeBridge =>
        Shadows.FirstOrDefault(shadow => shadow.Bridge != null)?.InterfaceName.Value
        ?? Links.FirstOrDefault(link => link.IsBridge)?.Name
        ?? SomeNic;

    /// <summary>A NIC to propose for bridge-shadow.</summary>
    internal string SomeNic =>
        Links
            .FirstOrDefault(link => link is { Kind: null, MasterIndex: 0 } && !link.Flags.HasFlag(LinkFlags.Loopback))
            ?.Name
        ?? "eth0";

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
