using Xen.Hotplug.Common.Booting;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>enable and disable: which interfaces are shadowed at each boot. Neither changes the network of now.</summary>
internal sealed class EnableCommand(Invocation invocation, ShadowOptions options, Rtnetlink kernel)
{
    private readonly HostManagers _managers = HostManagers.All();

    private readonly InterfacesFile _file = InterfacesFile.Read();

    internal static int Enable(Invocation invocation, ShadowOptions options) =>
        Run(
            invocation,
            options,
            (command, named) =>
            {
                // What is wrong there would keep each boot from starting.
                options.ReadVlans();
                command.Enable(named);
            }
        );

    internal static int Disable(Invocation invocation, ShadowOptions options) =>
        Run(invocation, options, static (command, named) => command.Disable(named));

    private static int Run(
        Invocation invocation,
        ShadowOptions options,
        Action<EnableCommand, IReadOnlyList<InterfaceName>> change
    )
    {
        options.RefuseConfirm(invocation.Words.Command);
        options.RefuseVlans(invocation.Words.Command);
        options.RefuseConfiguration(invocation.Words.Command);
        using var turn = ShadowTurn.Take(invocation);
        using var kernel = new Rtnetlink();
        change(new EnableCommand(invocation, options, kernel), ShadowOptions.ReadNamed(invocation.Words));
        return ExitStatus.Success;
    }

    private void Enable(IReadOnlyList<InterfaceName> named)
    {
        var before = _file.Names;
        var names = named.Count > 0 ? named : before;
        if (names.Count == 0)
            throw new HotplugException(
                $"no INTERFACE was named, and {_file.Path} names none; name the card, such as: bridge-shadow enable eth0"
            );
        var plan = new Plan();
        var texts = new List<string>();
        foreach (var name in names)
        {
            var managed = ShadowManagers.Managed(FindState(name));
            var claims = FindClaims(managed);
            RefuseManagers(managed, claims);
            _managers.PlanBootNotes(plan, managed);
            texts.Add($"{name} will be a bridge over {managed.Uplink} from the next boot on, {Describe(claims)}");
        }
        _file.PlanNaming(plan, [.. before.Union(names)]);
        if (BootService.IsEnabled != true)
            BootService.PlanEnabling(plan);
        CarryOut(plan, texts);
    }

    private void Disable(IReadOnlyList<InterfaceName> named)
    {
        var before = _file.Names;
        var names = named.Count > 0 ? named : before;
        if (names.FirstOrDefault(name => !before.Contains(name)) is { } other)
            throw new HotplugException($"{other} is not enabled: {_file.Path} does not name it");
        if (before.Count == 0)
            throw new HotplugException($"nothing is enabled: {_file.Path} names no interface");
        var left = before.Except(names).ToList();
        var plan = new Plan();
        // First of all: a boot meanwhile finds either all or nothing.
        if (left.Count == 0 && BootService.IsEnabled != false)
            BootService.PlanDisabling(plan);
        foreach (var name in names)
            _managers.PlanBootForgetting(plan, name);
        _file.PlanRestoring(plan, left);
        CarryOut(
            plan,
            [
                .. names.Select(name =>
                    $"{name} will be an ordinary link from the next boot on; until then, bridge-shadow stop {name} makes it one"
                ),
            ]
        );
    }

    private void CarryOut(Plan plan, IReadOnlyList<string> texts)
    {
        invocation.CarryOut(plan);
        if (invocation.Options.DryRun)
            return;
        foreach (var text in texts)
        {
            StandardStreams.WriteLine(text);
            invocation.Report(text);
        }
    }

    /// <summary>The state of an interface that may be shadowed.</summary>
    private ShadowState FindState(InterfaceName name)
    {
        var state = ShadowState.Read(kernel, name);
        var reason = ShadowRefusals.FindAlternativeName(kernel, name) ?? ShadowRefusals.Find(kernel, state);
        return reason == null ? state : throw new HotplugException($"{name}: {reason}");
    }

    private IReadOnlyList<ManagerClaim> FindClaims(ManagedInterface managed) =>
        _managers.FindClaims(managed.Bridge ?? managed.Nic);

    private void RefuseManagers(ManagedInterface managed, IReadOnlyList<ManagerClaim> claims)
    {
        // A start at boot refuses the same, and leaves the card as it is.
        foreach (var refusal in claims.Select(claim => claim.Manager.FindBootRefusal(managed)).OfType<string>())
            throw new HotplugException($"{managed.Name}: {refusal}");
        if (claims.Any(claim => claim.Manager.ConfiguresInBoot))
            return;
        var text =
            $"{managed.Name}: none of NetworkManager, systemd-networkd and ifupdown configures it; what does at boot has to do so by its name, and leave {managed.Uplink} alone";
        // A card for guests alone has no address to lose.
        if (!options.Force && HasAddress(managed))
            throw new HotplugException(
                $"{text}, or the host comes back without its network; run 'bridge-shadow start {managed.Name}' after each boot instead, or go on with --force"
            );
        invocation.Warn(text);
    }

    private bool HasAddress(ManagedInterface managed) =>
        kernel
            .ListAddresses((managed.Bridge ?? managed.Nic).Index)
            .Any(address => address.Scope < LinkAddress.LinkScope);

    private static string Describe(IReadOnlyList<ManagerClaim> claims) =>
        claims.Count == 0
            ? "which nobody that is known configures"
            : $"configured by {string.Join(" and ", claims.Select(claim => claim.Manager.Name))} as it is now";
}
