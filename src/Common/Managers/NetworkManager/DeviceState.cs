using System.Globalization;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>
/// What NetworkManager keeps of a link in /run/NetworkManager/devices/INDEX, so that it carries on with it after a restart
/// (nm-config.c): a link that it finds with the profile's addresses is not touched.
/// </summary>
/// <param name="Values">The keys of all groups.</param>
public sealed record DeviceState(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Where the files of all links are.</summary>
    public const string Folder = "/run/NetworkManager/devices";

    /// <summary>Whether NetworkManager is in charge of the link.</summary>
    public bool IsManaged => Values.GetValueOrDefault("managed") == "true";

    /// <summary>The UUID of the profile that is active on it; null if none is.</summary>
    public string? Profile => Values.GetValueOrDefault("connection-uuid") is { Length: > 0 } uuid ? uuid : null;

    /// <summary>The metric of its default routes where the profile names none; null if it is not known.</summary>
    internal string? RouteMetric => Values.GetValueOrDefault("route-metric-default-effective");

    /// <summary>What the DHCP client calls itself, as bytes in hexadecimal; null without a lease.</summary>
    internal string? DhcpClientId => Values.GetValueOrDefault("dhcp4.dhcp_client_identifier");

    /// <summary>The same of DHCPv6.</summary>
    internal string? DhcpDuid => Values.GetValueOrDefault("dhcp6.dhcp6_client_id");

    /// <summary>Reads it; empty where there is none.</summary>
    internal static DeviceState Read(int index) => Parse(RegularFile.TryRead(PathFor(index), out _) ?? "");

    /// <summary>The same, from a file's text.</summary>
    public static DeviceState Parse(string text) => new(KeyFile.Parse(text));

    /// <summary>A change that makes NetworkManager carry on with a profile on a link once it starts.</summary>
    /// <param name="name">The link. It may appear only shortly before the change is made.</param>
    /// <param name="uuid">The profile.</param>
    /// <param name="metric">See <see cref="RouteMetric"/>.</param>
    internal static Change Handing(string name, string uuid, string? metric) => Writing(name, Format(uuid, metric));

    /// <summary>
    /// A change that makes NetworkManager take charge of a link that is down once it starts, by whatever profile is for it.
    /// </summary>
    /// <param name="name">The link. It may appear only shortly before the change is made.</param>
    internal static Change Managing(string name) => Writing(name, "[device]\nmanaged=true\n");

    private static Change Writing(string name, string text)
    {
        var word = Text.ShellWord(name);
        return new Change(
            $"printf {Text.ShellWord(text.Replace("\n", "\\n", StringComparison.Ordinal))} >{Folder}/$(cat /sys/class/net/{word}/ifindex)",
            () => RuntimeFile.Write(PathFor(IndexOf(name)), text, RegularFile.Readable)
        );
    }

    /// <summary>A change that does so on a link that is there.</summary>
    internal static Change Handing(int index, string uuid, string? metric) =>
        RuntimeFile.Writing(PathFor(index), Format(uuid, metric), RegularFile.Readable);

    private static string Format(string uuid, string? metric)
    {
        var text = $"[device]\nmanaged=true\nconnection-uuid={uuid}\n";
        return metric == null ? text : $"{text}route-metric-default-effective={metric}\n";
    }

    private static string PathFor(int index) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{index}");

    private static int IndexOf(string name) =>
        RegularFile.TryRead($"/sys/class/net/{name}/ifindex", out _) is { } text
        && Text.TryReadNumber(text.Trim(), out var index)
            ? index
            : throw new HotplugException($"could not find the index of {name}, which is no link; start again");
}
