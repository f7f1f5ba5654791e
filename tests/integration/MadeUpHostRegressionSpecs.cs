using Xen.Hotplug.TestSupport;
using Xen.Hotplug.TestSupport.MadeUpHosts;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Made-up hosts on which start or stop went wrong once, shrunk.</summary>
public sealed class MadeUpHostRegressionSpecs : IAsyncLifetime
{
    private Namespaces _router = null!;

    public async ValueTask InitializeAsync() =>
        _router = await Namespaces.Make(["unshare", "--net"], "ip link set dev lo up");

    public ValueTask DisposeAsync() => _router.DisposeAsync();

    [Theory]
    [MemberData(nameof(ShrunkRouteHosts.OfRouters), MemberType = typeof(ShrunkRouteHosts))]
    [MemberData(nameof(ShrunkHosts.OfWhatWasDeleted), MemberType = typeof(ShrunkHosts))]
    [MemberData(nameof(ShrunkRouteHosts.OfOrder), MemberType = typeof(ShrunkRouteHosts))]
    [MemberData(nameof(ShrunkRouteHosts.OfSeemingKernelRoutes), MemberType = typeof(ShrunkRouteHosts))]
    [MemberData(nameof(ShrunkHosts.OfTheRest), MemberType = typeof(ShrunkHosts))]
    public Task A_host_comes_back_whole(string what, string[] commands) =>
        ShouldPass(what, commands, isOldKernel: false);

    [Theory]
    [MemberData(nameof(ShrunkRouteHosts.OfRouters), MemberType = typeof(ShrunkRouteHosts))]
    [MemberData(nameof(ShrunkRouteHosts.OfOrder), MemberType = typeof(ShrunkRouteHosts))]
    [MemberData(nameof(ShrunkRouteHosts.OfSeemingKernelRoutes), MemberType = typeof(ShrunkRouteHosts))]
    [MemberData(nameof(ShrunkHosts.OfOldKernels), MemberType = typeof(ShrunkHosts))]
    public Task A_host_comes_back_whole_on_an_old_kernel(string what, string[] commands) =>
        ShouldPass(what, commands, isOldKernel: true);

    [Theory]
    [MemberData(nameof(ShrunkHosts.OfRefusals), MemberType = typeof(ShrunkHosts))]
    public Task A_host_that_start_refuses_is_as_it_was(string reason, string[] commands) =>
        ShouldBeRefused(reason, commands, isOldKernel: false);

    [Theory]
    [MemberData(nameof(ShrunkHosts.OfRefusals), MemberType = typeof(ShrunkHosts))]
    [MemberData(nameof(ShrunkHosts.OfRefusalsOnOldKernels), MemberType = typeof(ShrunkHosts))]
    public Task A_host_that_start_refuses_on_an_old_kernel_is_as_it_was(string reason, string[] commands) =>
        ShouldBeRefused(reason, commands, isOldKernel: true);

    private async Task ShouldPass(string what, string[] commands, bool isOldKernel)
    {
        var verdict = await Try(commands, isOldKernel);

        Assert.True(verdict.Differences.Count == 0 && verdict.Refusal == "", $"{what}: {verdict}");
    }

    private async Task ShouldBeRefused(string reason, string[] commands, bool isOldKernel)
    {
        var verdict = await Try(commands, isOldKernel);

        Assert.Contains(reason, verdict.Said, StringComparison.Ordinal);
        Assert.True(verdict.Differences.Count == 0 && verdict.Refusal != "", $"{verdict}");
    }

    private async Task<Verdict> Try(string[] commands, bool isOldKernel)
    {
        string[] all = ["echo 0 > /proc/sys/net/ipv6/conf/eth0/dad_transmits", "ip link set dev eth0 up", .. commands];
        var verdict = await new HostTrial(_router).Try(new MadeUpHost(0, all, isOldKernel));
        Assert.Equal(all, verdict.Host.Commands);
        return verdict;
    }
}
