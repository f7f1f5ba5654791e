using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Managers.Networkd;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers.Networkd;

public class StandInSpecs
{
    private static readonly StandIn s_bridge = new("00-0-bridge-shadow-eth0", "Name=eth0\nKind=bridge\n");

    [Fact]
    public void A_stand_in_forgets_what_the_administrators_file_fits()
    {
        var lines = s_bridge.Format("\n[DHCPv4]\nIAID=7\n").Split('\n');

        Assert.All(
            ["MACAddress=", "PermanentMACAddress=", "Path=", "Driver=", "Type=", "Kind=", "Property=", "Name="],
            empty => Assert.Contains(empty, lines)
        );
        Assert.True(Array.IndexOf(lines, "Name=") < Array.IndexOf(lines, "Name=eth0"));
        Assert.True(Array.IndexOf(lines, "Kind=") < Array.IndexOf(lines, "Kind=bridge"));
        Assert.Equal(["[DHCPv4]", "IAID=7", ""], lines[^3..]);
    }

    [Fact]
    public void A_stand_in_refers_to_the_administrators_file_and_drop_ins()
    {
        var plan = new Plan();

        s_bridge.PlanWriting(
            plan,
            new NetworkFile(
                "/etc/systemd/network/20-wired.network",
                ["/etc/systemd/network/20-wired.network.d/dns.conf"]
            ),
            ""
        );

        Assert.Contains(
            plan.Commands,
            command =>
                command.EndsWith(
                    "ln -sfn /etc/systemd/network/20-wired.network /run/systemd/network/00-0-bridge-shadow-eth0.network",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(
            plan.Commands,
            command =>
                command.EndsWith(
                    "ln -sfn /etc/systemd/network/20-wired.network.d/dns.conf /run/systemd/network/00-0-bridge-shadow-eth0.network.d/dns.conf",
                    StringComparison.Ordinal
                )
        );
        Assert.All(plan.Changes, change => Assert.NotNull(change.Undo));
    }
}
