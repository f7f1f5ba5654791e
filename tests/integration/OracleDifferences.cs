using static Xen.Hotplug.TestSupport.Observation;
using Difference = Xen.Hotplug.TestSupport.Difference;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// What is meant to be otherwise than with the stock vif-bridge, and why. Each must show in the scenarios it
/// names, and no other may.
/// </summary>
internal sealed record IntendedDifference(string Reason, string[] Scenarios, params Difference[] Differences)
{
    private const string Backend = "store /local/domain/0/backend/vif/1/0";
    private const string Frontend = "store /local/domain/1/device/vif/0";

    /// <summary>Shows wherever a port was added.</summary>
    public static IReadOnlyList<IntendedDifference> Everywhere { get; } =
    [
        new(
            "A port needs no IPv6 address; with one the host would answer on the guests' network.",
            ["the four of libxl"],
            new Difference("vif1.0 addrgenmode", "eui64", "none"),
            new Difference("vif1.0-emu addrgenmode", "eui64", "none"),
            new Difference("web addrgenmode", "eui64", "none"),
            new Difference("web-emu addrgenmode", "eui64", "none")
        ),
    ];

    public static IReadOnlyList<IntendedDifference> All { get; } =
    [
        new(
            "The stock script takes the guest's ids from the vif's name, and after a rename writes to a domain that there is not.",
            [
                "online with vifname",
                "online with vifname of a vif that is up",
                "online with vifname twice",
                "offline with vifname",
                "add with vifname",
            ],
            new("store /local/domain/web", "", None),
            new("store /local/domain/web/device", "", None),
            new("store /local/domain/web/device/vif", "", None),
            new("store /local/domain/web/device/vif/web", "", None),
            new("store /local/domain/web/device/vif/web/mtu", "1500", None),
            new($"{Frontend}/mtu", None, "1500")
        ),
        new(
            "The same with a key for the MTU.",
            ["online with vifname and mtu"],
            new("store /local/domain/web", "", None),
            new("store /local/domain/web/device", "", None),
            new("store /local/domain/web/device/vif", "", None),
            new("store /local/domain/web/device/vif/web", "", None),
            new("store /local/domain/web/device/vif/web/mtu", "1400", None),
            new($"{Frontend}/mtu", None, "1400")
        ),
        new(
            "A guest does not lower the MTU of the host: the bridge keeps its own.",
            ["online with mtu", "online with vifname and mtu", "add with mtu"],
            new Difference("eth0 mtu", "1400", "1500")
        ),
        new(
            "Whatever ends an event is told to the toolstack; the stock script exits without a word.",
            ["an unknown type"],
            new($"{Backend}/hotplug-error", None, ASentence),
            new($"{Backend}/hotplug-status", "", "error")
        ),
        new(
            "The first name is noted as alias, by which a later event knows the link for the vif.",
            [
                "online with vifname",
                "online with vifname of a vif that is up",
                "online with vifname and mtu",
                "online with vifname twice",
                "add with vifname",
            ],
            new Difference("web alias", None, "vif1.0")
        ),
        new("So is the tap's.", ["add with vifname"], new Difference("web-emu alias", None, "vif1.0-emu")),
        new(
            "A second online finds its own work done; the stock script takes it for another's.",
            ["online with vifname twice"],
            new("exit status 2", "1", "0"),
            new($"{Backend}/hotplug-error", ASentence, None),
            new($"{Backend}/hotplug-status", "error", "connected")
        ),
        new(
            "Online is undone, the name too, so that the vif can go online again.",
            ["offline with vifname"],
            new("vif1.0 kind", None, "veth"),
            new("vif1.0 mac", None, "fe:ff:ff:ff:ff:ff"),
            new("vif1.0 mtu", None, "1500"),
            new("vif1.0 flag", None, "down"),
            new("vif1.0 addresses", None, ""),
            new("vif1.0 addrgenmode", None, "none"),
            new("web kind", "veth", None),
            new("web mac", "fe:ff:ff:ff:ff:ff", None),
            new("web mtu", "1500", None),
            new("web flag", "down", None),
            new("web addresses", "", None),
            new("web addrgenmode", "eui64", None)
        ),
        new(
            "An MTU that no link can have is an error; the stock script lets it pass and tells the guest all the same.",
            ["online with mtu 0", "online with an mtu that no link can have"],
            new("eth0 ports", "vif1.0", ""),
            new("exit status 1", "0", "1"),
            new($"{Backend}/hotplug-error", None, ASentence),
            new($"{Backend}/hotplug-status", "connected", "error"),
            new("vif1.0 bridge", "eth0", None),
            new("vif1.0 flag", "up", "down"),
            new("vif1.0 mac", "fe:ff:ff:ff:ff:ff", "02:00:00:00:00:02")
        ),
        new(
            "The same.",
            ["online with an mtu that no link can have"],
            new Difference($"{Frontend}/mtu", "65536", None)
        ),
        new(
            "Whichever bridge comes first is not what anybody asked for.",
            ["online with several bridges"],
            new("eth0 ports", "vif1.0", ""),
            new("exit status 1", "0", "1"),
            new($"{Backend}/hotplug-error", None, ASentence),
            new($"{Backend}/hotplug-status", "connected", "error"),
            new($"{Frontend}/mtu", "1500", None),
            new("vif1.0 bridge", "eth0", None),
            new("vif1.0 flag", "up", "down"),
            new("vif1.0 mac", "fe:ff:ff:ff:ff:ff", "02:00:00:00:00:02")
        ),
        new(
            "Every failure is told in the store, where the toolstack looks; the stock script dies of this one silently.",
            ["online without vif", "online to a link that is no bridge"],
            new($"{Backend}/hotplug-error", None, ASentence),
            new($"{Backend}/hotplug-status", "", "error")
        ),
        new(
            "A failed event leaves nothing changed.",
            ["online to a link that is no bridge"],
            new($"{Frontend}/mtu", "1500", None),
            new("vif1.0 mac", "fe:ff:ff:ff:ff:ff", "02:00:00:00:00:02")
        ),
        new(
            "A directory that the toolstack has deleted is not brought back.",
            ["online without frontend"],
            new("store /local/domain/1", "", None),
            new("store /local/domain/1/device", "", None),
            new("store /local/domain/1/device/vif", "", None),
            new("store /local/domain/1/device/vif/0", "", None),
            new($"{Frontend}/mtu", "1500", None)
        ),
        new(
            "Nor is the backend, without which there is no vif to bring online.",
            ["online without backend"],
            new("eth0 ports", "vif1.0", ""),
            new("exit status 1", "0", "1"),
            new(Backend, "", None),
            new($"{Backend}/hotplug-status", "connected", None),
            new($"{Frontend}/mtu", "1500", None),
            new("vif1.0 bridge", "eth0", None),
            new("vif1.0 flag", "up", "down"),
            new("vif1.0 mac", "fe:ff:ff:ff:ff:ff", "02:00:00:00:00:02")
        ),
        new(
            "Online means the bridge that is asked for, whatever was before; brctl refuses, the script's own `ip link set master` would not.",
            ["online from another bridge"],
            new("eth0 ports", "", "vif1.0"),
            new("exit status 1", "1", "0"),
            new("lan ports", "vif1.0", ""),
            new($"{Backend}/hotplug-status", "", "connected"),
            new("vif1.0 bridge", "lan", "eth0"),
            new("vif1.0 flag", "down", "up")
        ),
        new(
            "Offline succeeds and leaves nothing behind when the bridge is gone already.",
            ["offline without bridge"],
            new("exit status 2", "1", "0"),
            new($"{Backend}/hotplug-error", ASentence, None),
            new($"{Backend}/hotplug-status", "error", "connected"),
            new("vif1.0 flag", "up", "down")
        ),
        new(
            "Offline takes the port off whatever bridge it is on.",
            ["offline from another bridge"],
            new("lan ports", "vif1.0", ""),
            new("vif1.0 bridge", "lan", None)
        ),
    ];
}
