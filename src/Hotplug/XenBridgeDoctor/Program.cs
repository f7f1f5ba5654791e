using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.XenBridgeDoctor;

var definition = new ProgramDefinition
{
    Name = "xen-bridge-doctor",
    Summary =
        "Answers why a guest has no network: looks at bridges, ports, xenstore, firewall and configuration, changes nothing,"
        + " and names the command that mends what it finds. Exit status 0: all is well; 1: something is doubtful; 2:"
        + " something is wrong, or nothing could be looked at.",
    Commands = [],
    Operands = "",
    HasJson = true,
    ChangesThings = false,
    FailureStatus = Examination.WrongStatus,
};

return HotplugProgram.Run(
    definition,
    args,
    invocation =>
    {
        if ((invocation.Words.Command ?? invocation.Words.Values.Keys.FirstOrDefault()) is { } word)
            throw new HotplugException(
                $"the word {Text.Printable(word)} means nothing here; xen-bridge-doctor takes options only, and looks at all of the host"
            );
        using var kernel = new Rtnetlink();
        var examination = Examination.Of(Xen.Hotplug.XenBridgeDoctor.Host.Read(invocation.Settings, kernel));
        StandardStreams.Write(invocation.Options.Json ? Report.ToJson(examination) : Report.ToText(examination));
        return examination.ExitStatus;
    }
);
