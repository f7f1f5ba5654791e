using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.NetworkBridgeAdditional;

var definition = new ProgramDefinition
{
    Name = "network-bridge-additional",
    Summary =
        "Adds the host's own virtual interface vif0.N to a bridge that exists; builds no bridge and touches no uplink.",
    Commands = [("start", NetworkCommand.Start), ("stop", NetworkCommand.Stop), ("status", NetworkStatus.Print)],
    Operands = "[KEY=VALUE...]",
    Keys =
    [
        ("vifnum", "the N of vif0.N; default: the digits that end the name of the default route's device, or 0"),
        (
            "bridge",
            "the bridge; default xenbr<vifnum>, which means eth<vifnum> where only that is a bridge; null: do nothing"
        ),
        (
            "antispoof",
            "yes or no: whether the ports of guests that come online from now on are guarded; default: as it is"
        ),
        ("firewall", "nftables (default), iptables or none"),
        (
            "partial_guard",
            "yes or no (default): whether firewall=iptables, which looks at source addresses alone, may guard ports"
        ),
        (
            "accept_bridged",
            "yes or no (default): whether iptables accepts what is bridged from and to guests' ports in FORWARD"
        ),
    ],
    HasJson = true,
};

return HotplugProgram.Run(definition, args);
