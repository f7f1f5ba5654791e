using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.VifBridge;

var definition = new ProgramDefinition
{
    Name = "vif-bridge",
    Summary = "Puts the host's end of a guest's NIC on a bridge, and takes it off; called by xl, by udev, or by hand.",
    Commands =
    [
        ("add", VifEvent.Handle),
        ("remove", VifEvent.Handle),
        ("online", VifEvent.Handle),
        ("offline", VifEvent.Handle),
    ],
    Operands = "[KEY=VALUE...]",
    Keys =
    [
        ("type_if", "vif (default; online and offline) or tap (add and remove)"),
        ("vif", "the name of the vif, such as vif1.0"),
        ("INTERFACE", "the name of the tap, such as vif1.0-emu"),
        ("bridge", "the bridge; default: the only one there is; xenbrN means ethN where only that is a bridge"),
        ("vifname", "a name to give to the vif; the tap gets it with -emu at its end"),
        ("mtu", "in bytes; default: the bridge's"),
        (
            "vlan",
            "the VLANs on a bridge that filters them, such as 10, or 10p/20/30-39: 10 for frames without a tag, the others tagged"
        ),
        ("ip", "the addresses and networks that the guest may use, when antispoofing is on"),
        ("mac", "the guest's MAC address, when antispoofing is on"),
        (
            "antispoof",
            "yes or no: whether the guest may send only as itself; default: what network-bridge-additional start said, or no"
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
        ("XENBUS_PATH", "the backend in xenstore, such as backend/vif/1/0, whose keys are stronger than all of these"),
    ],
};

return HotplugProgram.Run(definition, args);
