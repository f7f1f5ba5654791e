namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>One NIC of a guest's file, such as "mac=00:16:3e:12:34:56, bridge=eth0" (xl-network-configuration(5) of Xen).</summary>
internal sealed class VifSpecification
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    internal VifSpecification(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, { Length: > 0 } value])
                _values[key] = value;
        }
    }

    /// <summary>Whether another domain serves the NIC, whose bridges cannot be seen from here.</summary>
    internal bool IsServedElsewhere => _values.GetValueOrDefault("backend") is not (null or "0" or "Domain-0");

    internal string? Bridge => Find("bridge");

    internal string? Script => Find("script");

    /// <summary>In a file for xend, Python may fill in what stands after a %.</summary>
    private string? Find(string key) =>
        _values.GetValueOrDefault(key) is { } value && !value.Contains('%', StringComparison.Ordinal) ? value : null;
}
