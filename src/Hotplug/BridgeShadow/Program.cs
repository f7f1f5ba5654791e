using Xen.Hotplug.BridgeShadow;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;

var options = new ShadowOptions();
var definition = new ProgramDefinition
{
    Name = "bridge-shadow",
    Summary =
        "Turns a physical NIC into the uplink (eth0 becomes seth0) of a bridge that takes over its name, its MAC address"
        + " and all of its network, and back.",
    Commands = ["start", "stop", "restart", "status"],
    Operands = "[INTERFACE...]",
    HasJson = true,
    AddOptions = options.AddTo,
};

return HotplugProgram.Run(
    definition,
    args,
    invocation =>
    {
        using var kernel = new Rtnetlink();
        var command = invocation.Words.Command;
        if (command is not ("start" or "stop" or "restart" or "status"))
            throw invocation.UnknownCommand();
        var interfaces = options.FindInterfaces(invocation.Words);
        return command == "status"
            ? StatusReport.Print(invocation, kernel, interfaces)
            : ShadowCommand.Run(invocation, kernel, interfaces, options.Force);
    }
);
