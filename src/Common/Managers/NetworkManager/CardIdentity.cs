using System.Net;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>By what others knew a card, and what the stop must know of it.</summary>
/// <param name="Uuid">The UUID of its profile.</param>
/// <param name="Path">The file of its profile.</param>
/// <param name="IsMadeUp">Whether NetworkManager made up the profile by itself.</param>
internal sealed record CardIdentity(string Uuid, string Path, bool IsMadeUp)
{
    /// <summary>The metric of its default routes, where the profile names none; null if it is not known.</summary>
    internal string? RouteMetric { get; init; }

    /// <summary>What it called itself for DHCP, in hexadecimal; null without a lease.</summary>
    internal string? DhcpClientId { get; init; }

    /// <summary>The same for DHCPv6.</summary>
    internal string? DhcpDuid { get; init; }

    /// <summary>The lower half of its IPv6 addresses by advertised prefixes, as "::1:2:3:4"; null if they differ in it.</summary>
    internal string? Token { get; init; }

    /// <summary>Looks at a card that has a profile.</summary>
    internal static CardIdentity Of(ActiveProfile profile, Link card)
    {
        var state = DeviceState.Read(card.Index);
        using var kernel = new Rtnetlink();
        return new CardIdentity(profile.Uuid, profile.Path, profile.IsMadeUp)
        {
            RouteMetric = state.RouteMetric,
            DhcpClientId = state.DhcpClientId,
            DhcpDuid = state.DhcpDuid,
            Token = FindToken(kernel.ListAddresses(card.Index).Where(IsAdvertised).Select(address => address.Local)),
        };
    }

    /// <summary>Reads what a start noted; null if it noted nothing.</summary>
    internal static CardIdentity? FromFacts(IReadOnlyDictionary<string, string> facts) =>
        facts.TryGetValue("profile", out var uuid) && facts.TryGetValue("file", out var path)
            ? new CardIdentity(uuid, path, facts.ContainsKey("made-up"))
            {
                RouteMetric = facts.GetValueOrDefault("metric"),
                DhcpClientId = facts.GetValueOrDefault("client-id"),
                DhcpDuid = facts.GetValueOrDefault("duid"),
                Token = facts.GetValueOrDefault("token"),
            }
            : null;

    /// <summary>Notes it for the stop.</summary>
    internal void Note(ManagerWork work)
    {
        work.Note("profile", Uuid);
        work.Note("file", Path);
        if (IsMadeUp)
            work.Note("made-up", "yes");
        NoteIfKnown("metric", RouteMetric);
        NoteIfKnown("client-id", DhcpClientId);
        NoteIfKnown("duid", DhcpDuid);
        NoteIfKnown("token", Token);

        void NoteIfKnown(string key, string? value)
        {
            if (value != null)
                work.Note(key, value);
        }
    }

    /// <summary>The lower half that all addresses by advertised prefixes have in common; null if there is none.</summary>
    internal static string? FindToken(IEnumerable<IPAddress> advertised)
    {
        var halves = advertised.Select(LowerHalf).Distinct().ToList();
        return halves is [var token] ? token : null;
    }

    private static bool IsAdvertised(LinkAddress address) =>
        address is { Family: AddressFamily.Inet6, PrefixLength: 64, Local.IsIPv6LinkLocal: false, IsTemporary: false }
        && address.ValidLifetime != LinkAddress.Forever;

    private static string LowerHalf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(0, 8).Clear();
        return $"{new IPAddress(bytes)}";
    }
}
