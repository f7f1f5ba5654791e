using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xen.Hotplug.VifBridge;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>
/// Whatever stands in the store or the caller's words: a script of nft has nothing of it but names of plain characters
/// and addresses that were parsed.
/// </summary>
public partial class GuardScriptProperties
{
    private const string Name = "[A-Za-z0-9._@+-]{1,15}";
    private const string Mac = "[0-9a-f]{2}(?::[0-9a-f]{2}){5}";
    private const string Range = "(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)(?:/[0-9]{1,3})?";
    private const string Link = $"(?:\"{Name}\"|[0-9]{{1,10}})";
    private const string Comment = $"mac {Mac}(?: ip {Range}(?: {Range})*)?(?: ip)?(?: \\.\\.\\.)?";
    private const string Table = "element bridge xen-antispoof";

    [GeneratedRegex(
        $"^(?:add {Table} records {{ \"{Name}\" comment \"{Comment}\" : {Link} }}"
            + $"|delete {Table} records {{ \"{Name}\" }}"
            + $"|(?:add|delete) {Table} (?:"
            + $"(?:ports|any_address) {{ {Link} }}"
            + $"|mac_addresses {{ {Link} \\. {Mac} }}"
            + $"|nd_mac_addresses {{ {Link} \\. 0x[0-9a-f]{{12}} }}"
            + $"|ipv[46]_(?:addresses|networks) {{ {Link} \\. {Range} }}"
            + $"|nd_targets {{ {Link} \\. 0x[0-9a-f]{{32}} }}"
            + $"|nd_target_networks {{ {Link} \\. 0x[0-9a-f]{{32}}-0x[0-9a-f]{{32}} }}"
            + "))\\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Line { get; }

    [GeneratedRegex($"ipv[46]_(?:addresses|networks) {{ {Link} \\. ({Range}) }}")]
    private static partial Regex AddressLine { get; }

    private static readonly Gen<string> s_name = Some.Mostly(
        Gen.Elements("vif1.0", "vif12.3", "vif1.0-emu", "web", "-j", "end", "a+b", "ACCEPT", "drop", "fifteen-letters")
    );

    private static readonly Gen<(string Device, string VifName, string Bridge, string Mac, string Ip)> s_texts =
        from device in s_name
        from vifName in s_name
        from bridge in s_name
        from mac in Some.Mostly(Some.Mac.Select(mac => $"{mac}"))
        from ip in Some.Mostly(Some.Ranges.Select(ranges => string.Join(' ', ranges.AsEnumerable())))
        select (device, vifName, bridge, mac, ip);

    [Fact]
    public void Nothing_unparsed_comes_into_a_script()
    {
        var refusals = new Refusals();
        Cases.Check(
            s_texts,
            texts =>
            {
                IReadOnlyList<string> scripts = [];
                PortGuard? guard = null;
                if (refusals.Of(() => scripts = Write(texts, out guard)) != null)
                    return;
                foreach (var script in scripts)
                {
                    if (script.Split('\n') is not ["nft --file - <<'end'", .. var lines, "end"])
                    {
                        Assert.Fail(script);
                        return;
                    }
                    Assert.All(lines, line => Assert.Matches(Line, line));
                    Assert.Equal(Expected(guard!), lines.SelectMany(AddressesIn));
                }
            }
        );
        refusals.IsBoth(10);
    }

    /// <summary>As a vif goes from the store to the firewall: a script that adds the guard, one that deletes it.</summary>
    private static IReadOnlyList<string> Write(
        (string Device, string VifName, string Bridge, string Mac, string Ip) texts,
        out PortGuard guard
    )
    {
        var store = new Dictionary<string, string>
        {
            ["vifname"] = texts.VifName,
            ["bridge"] = texts.Bridge,
            ["mac"] = texts.Mac,
        };
        // No addresses are an error, no key is not.
        if (texts.Ip.Length > 0)
            store["ip"] = texts.Ip;
        var nothing = new Dictionary<string, string>();
        var device = InterfaceName.Parse(texts.Device, "vif");
        var settings = PortSettings.Read(store, new Settings(nothing, _ => null, () => nothing));
        ScriptName.Require(device.Value, settings.VifName!.Value);
        guard = new PortGuard(device.Value, 7, settings.GuestAddress!.Value, settings.AllowedAddresses);
        return
        [
            GuardScript.Replace(null, guard, settings.VifName.Value),
            GuardScript.Replace(RecordOf(guard), null, settings.VifName.Value),
        ];
    }

    private static IEnumerable<AddressRange> AddressesIn(string line) =>
        AddressLine.Match(line) is { Success: true } match ? AddressRange.ParseList(match.Groups[1].Value, "line") : [];

    private static IEnumerable<AddressRange> Expected(PortGuard guard) =>
        guard.Allowed.Count == 0
            ? []
            : AddressRange.WithoutOverlaps([.. guard.Allowed, new AddressRange(guard.Address.LinkLocal, 128)]);

    private static GuardRecord RecordOf(PortGuard guard) => new(guard.Device, guard.Index, guard, guard.Description);
}
