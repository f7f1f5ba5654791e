using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>What the hotplug program told the toolstack: without hotplug-status=connected no guest's NIC comes up.</summary>
internal sealed class HotplugStatusCheck : ICheck
{
    public string Name => "hotplug-status";

    public IEnumerable<Finding> Look(Host host)
    {
        foreach (var port in host.GuestPorts)
        {
            var status = port.Backend.Find("hotplug-status");
            if (port.Backend.Find("hotplug-error") is { } error)
                yield return Finding.Wrong(
                    port.Name,
                    $"hotplug-error: {Text.Printable(error)} ({port.Backend.GuestWords})",
                    $"{port.OnlineCommand} # when that is mended"
                );
            else if (status == null)
                yield return Finding.Wrong(
                    port.Name,
                    $"has no hotplug-status: no hotplug program has been called for it, or it does not answer ({port.Backend.GuestWords})",
                    port.OnlineCommand
                );
            else if (status != "connected")
                yield return Finding.Wrong(
                    port.Name,
                    $"hotplug-status is {Text.Printable(status)}, not connected ({port.Backend.GuestWords})",
                    port.OnlineCommand
                );
            else
                yield return Finding.Well(port.Name, $"hotplug-status is connected ({port.Backend.GuestWords})");
            if (FindScriptFault(host, port) is { } fault)
                yield return fault;
        }
        foreach (var port in host.OtherPorts)
        {
            if (FindScriptFault(host, port) is { } fault)
                yield return fault;
        }
    }

    private static Finding? FindScriptFault(Host host, GuestPort port) =>
        port.Backend.Find("script") is { } script
            ? HotplugScript.FindFault(host.Files, port.Name, "script, in xenstore,", script)
            : null;
}
