using Xen.Hotplug.BridgeShadow;
using Xen.Hotplug.Common.Programs;

var options = new ShadowOptions();
var definition = new ProgramDefinition
{
    Name = "bridge-shadow",
    Summary =
        "Turns a physical NIC into the uplink (eth0 becomes seth0) of a bridge that takes over its name, its MAC address"
        + " and all of its network, and back.",
    Commands =
    [
        ("start", invocation => ShadowCommand.Start(invocation, options)),
        ("stop", invocation => ShadowCommand.Stop(invocation, options)),
        ("restart", invocation => ShadowCommand.Restart(invocation, options)),
        ("status", invocation => ShadowStatus.Print(invocation, options)),
    ],
    Operands = "[INTERFACE...]",
    HasJson = true,
    AddOptions = options.AddTo,
};

return HotplugProgram.Run(definition, args);
