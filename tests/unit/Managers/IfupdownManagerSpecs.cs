using Xen.Hotplug.Common.Managers.Ifupdown;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers;

public sealed class IfupdownManagerSpecs : IDisposable
{
    private static readonly Link s_nic = new() { Name = "eth0" };

    private readonly string _state = Path.GetTempFileName();

    [Theory]
    [InlineData("lo=lo\neth0=eth0\n", "iface eth0")]
    [InlineData("eth0=home\n", "iface home")]
    public void An_interface_in_its_state_is_its_own_with_the_stanza(string state, string claim)
    {
        File.WriteAllText(_state, state);

        Assert.Equal(claim, new IfupdownManager(_state).FindClaim(s_nic));
    }

    [Theory]
    [InlineData("")]
    [InlineData("lo=lo\n")]
    [InlineData("eth01=eth01\n")]
    [InlineData("eth0\n")]
    public void An_interface_that_its_state_does_not_name_is_none_of_its_own(string state)
    {
        File.WriteAllText(_state, state);

        Assert.Null(new IfupdownManager(_state).FindClaim(s_nic));
    }

    [Fact]
    public void A_host_without_its_state_has_no_interface_of_its_own() =>
        Assert.Null(new IfupdownManager($"{_state}.none").FindClaim(s_nic));

    public void Dispose() => File.Delete(_state);
}
