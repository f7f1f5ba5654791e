using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>An attribute that the kernel tells of a link or what is on it, and that nobody decided on.</summary>
/// <param name="Kind">What it is an attribute of, in words.</param>
/// <param name="Name">Its number, or the name of a setting.</param>
/// <param name="Value">As the kernel tells it, in hexadecimal or as text.</param>
public sealed record UndecidedAttribute(string Kind, string Name, string Value)
{
    /// <summary>What the kernel tells, the beginning of a sentence.</summary>
    public string Describe(Link link) =>
        $"the kernel tells of {Kind} of {link.Name} an attribute that this release does not know, {Text.Printable(Name)} = {Text.Cut(Value, 40)}";
}

/// <summary>
/// Finds what a newer kernel knows and we do not. Addresses, routes, neighbours and next hops are sent again as they came, so
/// that it goes along with them most likely; on the link itself it does not.
/// </summary>
public static class UndecidedAttributes
{
    /// <summary>What is on a link that nobody decided on, each kind of it once for each value.</summary>
    /// <param name="kernel">The kernel's tables.</param>
    /// <param name="link">The link.</param>
    /// <param name="root">/proc/sys/net.</param>
    public static List<UndecidedAttribute> Find(INetworkTable kernel, Link link, string root = "/proc/sys/net")
    {
        var found = new OrderedDictionary<UndecidedAttribute, int>();
        var properties = kernel.ReadProperties(link.Index);
        Take(found, "the link itself", properties.Attributes, DecidedAttributes.Link);
        Take(found, "IPv4", properties.FamilyAttributes(AddressFamily.Inet), DecidedAttributes.LinkInet);
        Take(found, "IPv6", properties.FamilyAttributes(AddressFamily.Inet6), DecidedAttributes.LinkInet6);
        foreach (var address in kernel.ListAddresses(link.Index))
            Take(found, "an address", address.Attributes, DecidedAttributes.Address);
        foreach (var neighbour in kernel.ListNeighbours(link.Index))
            Take(found, "a neighbour", neighbour.Attributes, DecidedAttributes.Neighbour);
        foreach (var nextHop in kernel.ListNextHops())
        {
            if (nextHop.OutputInterface == link.Index)
                Take(found, "a next hop", nextHop.Attributes, DecidedAttributes.NextHop);
        }
        foreach (var route in kernel.ListRoutesOver(link.Index))
        {
            Take(found, "a route", route.Attributes, DecidedAttributes.Route);
            var metrics = AttributeReader.Find(route.Attributes, RouteAttribute.Metrics);
            Take(found, "a route's metrics", metrics, DecidedAttributes.RouteMetric);
        }
        foreach (var endpoint in kernel.ListMptcpEndpoints(link.Index))
            Take(found, "an MPTCP endpoint", endpoint.Attributes, DecidedAttributes.MptcpEndpoint);
        foreach (var folder in InterfaceSettings.Folders)
            TakeSettings(found, root, folder, link.Name);
        return [.. found.Keys];
    }

    /// <summary>What of the one link's is not the same on the other.</summary>
    public static List<UndecidedAttribute> FindMissing(
        List<UndecidedAttribute> wanted,
        List<UndecidedAttribute> present
    )
    {
        var there = present.ToHashSet();
        return wanted.FindAll(attribute => !there.Contains(attribute));
    }

    private static void Take(
        OrderedDictionary<UndecidedAttribute, int> found,
        string kind,
        ReadOnlySpan<byte> attributes,
        ushort highest
    )
    {
        var reader = new AttributeReader(attributes);
        while (reader.Next())
        {
            if (reader.Type <= highest)
                continue;
            var attribute = new UndecidedAttribute(kind, $"{reader.Type}", Convert.ToHexStringLower(reader.Value));
            found.TryAdd(attribute, 0);
        }
    }

    private static void TakeSettings(
        OrderedDictionary<UndecidedAttribute, int> found,
        string root,
        string folder,
        string link
    )
    {
        var path = $"{root}/{folder}/{link}";
        if (!Directory.Exists(path))
            return;
        var decided = DecidedAttributes.SettingsIn(folder);
        foreach (var file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (!decided.Contains(name))
                found.TryAdd(new UndecidedAttribute($"the settings net/{folder}", name, ReadSetting(file)), 0);
        }
    }

    private static string ReadSetting(string file)
    {
        try
        {
            return Text.OneLine(File.ReadAllText(file).Trim());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Some cannot be read before they were written.
            return "";
        }
    }
}
