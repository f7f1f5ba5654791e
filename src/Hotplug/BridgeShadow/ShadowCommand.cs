using System.Globalization;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>start, stop and restart of all interfaces, one after the other.</summary>
internal static class ShadowCommand
{
    private static TimeSpan RunningLimit => TimeSpan.FromSeconds(5);
    private static TimeSpan LockLimit => TimeSpan.FromSeconds(30);

    internal static int Run(
        Invocation invocation,
        Rtnetlink kernel,
        IReadOnlyList<InterfaceName> interfaces,
        bool force
    )
    {
        if (interfaces.Count == 0)
        {
            StandardStreams.Write("INTERFACES is empty, so there is nothing to do\n");
            return ExitStatus.Success;
        }
        if (invocation.Options.DryRun)
            return RunAll(invocation, kernel, interfaces, force);
        if (!CurrentUser.IsRoot)
            throw new HotplugException(
                $"{invocation.Words.Command} changes the host's network, which only root may; run it as root"
            );
        using var turn = EventLock.Acquire("bridge-shadow", LockLimit);
        return RunAll(invocation, kernel, interfaces, force);
    }

    private static int RunAll(
        Invocation invocation,
        Rtnetlink kernel,
        IReadOnlyList<InterfaceName> interfaces,
        bool force
    )
    {
        var status = ExitStatus.Success;
        var started = new List<string>();
        foreach (var name in interfaces.Select(name => name.Value))
        {
            var change = new InterfaceChange(invocation, kernel, name, force);
            try
            {
                switch (invocation.Words.Command)
                {
                    case "start":
                        change.Start();
                        break;
                    case "stop":
                        change.Stop();
                        break;
                    default:
                        change.Restart();
                        break;
                }
                started.Add(name);
            }
            catch (EndedBySignalException exception)
            {
                throw new EndedBySignalException(
                    exception.Signal,
                    new HotplugException($"{name}: {exception.Message}", exception)
                );
            }
            catch (HotplugException exception)
            {
                // One interface's failure does not stop the others.
                invocation.ReportError($"{name}: {exception.Message}");
                status = ExitStatus.Failure;
            }
            invocation.ThrowIfEnded();
        }
        if (invocation.Words.Command != "stop" && !invocation.Options.DryRun)
        {
            try
            {
                WaitForCarrier(invocation, kernel, started);
            }
            catch (HotplugException exception)
            {
                // All is converted; only whether there is a carrier is not known.
                invocation.Warn(exception.Message);
            }
        }
        return status;
    }

    private static void WaitForCarrier(Invocation invocation, Rtnetlink kernel, List<string> interfaces)
    {
        var uplinks = interfaces
            .Select(ShadowNames.Uplink)
            .Select(kernel.FindLink)
            .OfType<Link>()
            .Select(link => link.Index);
        foreach (var uplink in RunningWait.Wait(kernel, uplinks, RunningLimit, static () => { }))
        {
            invocation.Warn(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{uplink.Name} had no carrier after {RunningLimit.TotalSeconds} s; is its cable plugged in?"
                )
            );
        }
    }
}
