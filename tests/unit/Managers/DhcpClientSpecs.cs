using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Managers.DhcpClients;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers;

public class DhcpClientSpecs
{
    private const string Command = "dhcpcd -b eth0";
    private const string CommandFact = "command";

    private static readonly Dictionary<string, string> s_noted = new() { [CommandFact] = Command };

    [Fact]
    public void A_client_is_killed_before_and_begun_again_after()
    {
        var work = Work([], isResumed: false);

        DhcpClient.PlanRestart(work, [Command], _ => [341, 342]);

        Assert.Equal(["kill -KILL 341 342"], work.Before.Commands);
        Assert.EndsWith(Command, Assert.Single(work.After.Commands), StringComparison.Ordinal);
        Assert.Equal(Command, work.Facts[CommandFact]);
    }

    [Fact]
    public void A_failed_start_begins_the_client_again_on_the_card()
    {
        var work = Work([], isResumed: false);

        DhcpClient.PlanRestart(work, [Command], _ => [341]);

        Assert.EndsWith(Command, Assert.Single(work.Before.Changes).UndoCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_a_killed_start_has_ended_is_begun_again()
    {
        var work = Work(s_noted, isResumed: true);

        DhcpClient.PlanRestart(work, [], _ => []);

        Assert.EndsWith(Command, Assert.Single(work.After.Commands), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_was_ended_since_the_start_stays_ended()
    {
        var work = Work(s_noted, isResumed: false);

        DhcpClient.PlanRestart(work, [], _ => []);

        Assert.Empty(work.After.Changes);
        Assert.Equal("", work.Facts[CommandFact]);
    }

    [Fact]
    public void A_command_that_needs_a_shell_is_given_to_one()
    {
        var work = Work([], isResumed: false);

        DhcpClient.PlanRestart(work, ["dhcpcd -h 'my host' eth0"], _ => [341]);

        Assert.Contains("sh -c 'dhcpcd -h ", Assert.Single(work.After.Commands), StringComparison.Ordinal);
    }

    private static ManagerWork Work(Dictionary<string, string> facts, bool isResumed)
    {
        var nic = new Link { Name = "eth0", Index = 2 };
        var managed = new ManagedInterface(InterfaceName.Parse("eth0", "INTERFACE"), "seth0", nic, Bridge: null);
        return new ManagerWork(managed, facts) { IsResumed = isResumed };
    }
}
