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
        ("ip", "the addresses and networks that the guest may use, when antispoofing is on"),
        ("mac", "the guest's MAC address, when antispoofing is on"),
        (
            "antispoof",
            "yes or no: whether the guest may send only as itself; default: what network-bridge-additional start said, or no"
        ),
        ("firewall", "nftables, iptables or none; default: nftables, or iptables where only that works"),
        ("XENBUS_PATH", "the backend in xenstore, such as backend/vif/1/0, whose keys are stronger than all of these"),
    ],
};

return HotplugProgram.Run(definition, args);
