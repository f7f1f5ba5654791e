namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>
/// Makes hosts up: most of them like those that there are, and each with a few things that are seldom found together. What
/// makes no sense the kernel refuses, and it is no part of the host then.
/// </summary>
public static class HostMaker
{
    // A prime to no other choice: of a kind of host each comes to an old kernel.
    private const int OldKernelEvery = 5;

    /// <summary>The host of a seed, always the same.</summary>
    public static MadeUpHost Make(int seed)
    {
        var choice = new Choice(seed);
        var hasSecondNic = choice.Happens(30);
        var addresses = new AddressMaker(choice, hasSecondNic);
        var routes = new RouteMaker(choice, hasSecondNic);
        var more = new SettingMaker(choice, hasSecondNic);
        // Nothing is a matter of time then; a few hosts look for duplicates all the same.
        List<string> commands = [$"echo {(choice.Happens(3) ? 1 : 0)} > /proc/sys/net/ipv6/conf/eth0/dad_transmits"];
        for (var count = choice.Below(4) * choice.Below(2); count > 0; count--)
            commands.Add(more.Early());
        commands.Add("ip link set dev eth0 up");
        if (hasSecondNic)
            commands.AddRange(["echo 0 > /proc/sys/net/ipv6/conf/eth1/dad_transmits", "ip link set dev eth1 up"]);
        commands.AddRange(addresses.Usual());
        commands.AddRange(routes.Usual());
        if (hasSecondNic)
            commands.AddRange(addresses.OfSecondNic());

        for (var count = choice.Below(choice.Happens(40) ? 24 : 8); count > 0; count--)
            commands.AddRange(Extra(choice, addresses, routes, more));
        if (choice.Happens(8))
            choice.Shuffle(commands);
        return new MadeUpHost(seed, commands, IsOldKernel: seed % OldKernelEvery == 0);
    }

    private static IEnumerable<string> Extra(
        Choice choice,
        AddressMaker addresses,
        RouteMaker routes,
        SettingMaker more
    ) =>
        choice.Below(100) switch
        {
            < 18 => [addresses.Inet()],
            < 32 => [addresses.Inet6()],
            < 48 => [routes.Inet()],
            < 62 => [routes.Inet6()],
            < 66 => routes.EqualRoutes(),
            < 73 => routes.NextHops(),
            < 79 => [more.Rule()],
            < 83 => [more.Neighbour()],
            < 88 => [more.Setting()],
            < 91 => [addresses.Removal()],
            < 95 => [routes.Removal()],
            _ => [more.Link()],
        };
}
