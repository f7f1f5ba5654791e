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
        ("start", invocation => ShadowRun.Start(invocation, options)),
        ("stop", invocation => ShadowRun.Stop(invocation, options)),
        ("restart", invocation => ShadowRun.Restart(invocation, options)),
        ("status", invocation => ShadowStatus.Print(invocation, options)),
        ("enable", invocation => EnableCommand.Enable(invocation, options)),
        ("disable", invocation => EnableCommand.Disable(invocation, options)),
        ("confirm", invocation => ConfirmCommand.Run(invocation, options)),
        ("revert", invocation => RevertCommand.Run(invocation, options)),
    ],
    Operands = "[INTERFACE...]",
    HasJson = true,
    AddOptions = options.AddTo,
};

return HotplugProgram.Run(definition, args);
