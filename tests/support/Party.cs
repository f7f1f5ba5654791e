namespace Xen.Hotplug.TestSupport;

/// <summary>Who is on the bridge: each with addresses that it may use, and the link-local one made of its MAC.</summary>
public sealed record Party(string Mac, string Inet, string Inet6, string LinkLocal)
{
    /// <summary>Whose port is guarded.</summary>
    public static readonly Party Own = new("00:16:3e:12:34:56", "192.0.2.5", "2001:db8::5", "fe80::216:3eff:fe12:3456");

    /// <summary>Whom the guest would like to pass for.</summary>
    public static readonly Party Neighbour = new(
        "00:16:3e:65:43:21",
        "192.0.2.6",
        "2001:db8::6",
        "fe80::216:3eff:fe65:4321"
    );

    /// <summary>The guest's key ip, where it has one: addresses and networks, with blanks and with commas.</summary>
    public const string Ip = "192.0.2.5 198.51.100.64/26,2001:db8::5, 2001:db8:1::/64";

    /// <summary>Addresses in the guest's networks.</summary>
    public const string InNetwork = "198.51.100.65";
    public const string InNetwork6 = "2001:db8:1::77";
}
