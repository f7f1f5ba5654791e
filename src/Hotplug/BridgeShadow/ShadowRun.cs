using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>Runs a command on one interface after the other.</summary>
internal static class ShadowRun
{
    internal static int Start(Invocation invocation, ShadowOptions options)
    {
        options.ReadVlans();
        if (!options.IsBoot)
            return Run(invocation, options, static (command, name) => command.Start(name));
        var arrival = new CardArrival();
        arrival.Wait(options.FindInterfaces(invocation.Words), options.Managers);
        return Run(
            invocation,
            options,
            (command, name) =>
            {
                arrival.Require(name);
                command.Start(name);
            }
        );
    }

    internal static int Stop(Invocation invocation, ShadowOptions options)
    {
        options.RefuseVlans(invocation.Words.Command);
        return Run(invocation, options, static (command, name) => command.Stop(name));
    }

    internal static int Restart(Invocation invocation, ShadowOptions options)
    {
        options.RefuseConfirm(invocation.Words.Command);
        // Before anything stops: what cannot be read cannot be started again.
        options.ReadVlans();
        return Run(invocation, options, static (command, name) => command.Restart(name));
    }

    /// <summary>Takes back what is pending of an interface, if anything still is once it is this call's turn.</summary>
    internal static int Revert(Invocation invocation, ShadowOptions options, InterfaceName name)
    {
        options.Insist();
        try
        {
            options.ReadVlans();
        }
        catch (HotplugException exception)
        {
            // The way back is worth more than the bridge's VLANs.
            invocation.Warn($"{exception.Message}; the bridge gets no VLANs");
        }
        return Change(
            new ShadowConfirmation(invocation, options),
            invocation,
            options,
            [name],
            static (command, name) => command.Revert(name)
        );
    }

    private static int Run(
        Invocation invocation,
        ShadowOptions options,
        Action<ShadowCommand, InterfaceName> changeInterface
    )
    {
        var interfaces = options.FindInterfaces(invocation.Words);
        if (interfaces.Count == 0)
        {
            invocation.Say("INTERFACES is empty, so there is nothing to do");
            return ExitStatus.Success;
        }
        var confirmation = new ShadowConfirmation(invocation, options);
        var status = Change(confirmation, invocation, options, interfaces, changeInterface);
        // What takes it back needs the turn, so this call has none any more.
        return confirmation.WaitForEnter() ? status : ExitStatus.Failure;
    }

    private static int Change(
        ShadowConfirmation confirmation,
        Invocation invocation,
        ShadowOptions options,
        IReadOnlyList<InterfaceName> interfaces,
        Action<ShadowCommand, InterfaceName> changeInterface
    )
    {
        using var turn = ShadowTurn.Take(invocation);
        using var kernel = new Rtnetlink();
        var command = new ShadowCommand(confirmation, invocation, options, kernel);
        var status = ExitStatus.Success;
        foreach (var name in interfaces)
        {
            if (!command.Try(name, changeInterface))
                status = ExitStatus.Failure;
            invocation.ThrowIfEnded();
        }
        if (!invocation.Options.DryRun)
            command.WaitForCarriers();
        return status;
    }
}
