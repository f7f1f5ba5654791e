using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What is printed as a command does what it says, and nothing else, whatever links are called.</summary>
public sealed class HostileNameSpecs : HostSpecs
{
    private const string Canary = "/run/canary";

    public static TheoryData<string> Names =>
        [
            "a;pwn",
            "a$(pwn)",
            "a`pwn`",
            "a'pwn'",
            "a\"pwn",
            "a|pwn",
            "a&pwn",
            "a>z",
            "*",
            "#a",
            "a\\",
            "a\u001b[2J",
            "a\u202e",
        ];

    private static string Quote(string name) => $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private Task<string> GivenANic(string name) =>
        Host.Shell(
            $"""
            mkdir -p /run/bin; printf '#!/bin/sh\necho pwned >> {Canary}\n' > /run/bin/pwn; chmod 755 /run/bin/pwn
            ip link add port1 type veth peer name port2
            ip link set dev port2 name {Quote(name)}; ip link set dev {Quote(name)} up; ip link set port1 up
            ip address add 192.0.2.10/24 dev {Quote(name)}
            ip route add default via 192.0.2.1 dev {Quote(name)}
            """
        );

    private static void ShouldBeSeen(string output)
    {
        Assert.DoesNotContain(output, character => char.IsControl(character) && character != '\n');
        Assert.DoesNotContain('\u202e', output);
    }

    /// <summary>Runs lines in the shell of who copied them; what they fail with does not matter, what they do does.</summary>
    private async Task ShouldRunHarmlessly(string lines)
    {
        Host.Write("/run/copied", lines);
        await Host.Run("sh", "-c", "mkdir -p /run/empty; cd /run/empty; PATH=$PATH:/run/bin; . /run/copied");
        Assert.False(Host.Has(Canary), lines);
        Assert.Equal("", await Host.Shell("ls -A /run/empty"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_dry_run_does_what_it_says(string name)
    {
        await GivenANic(name);
        // A name with a control character is refused, by a sentence that shows it.
        var printed = await Host.Run(Programs.BridgeShadow, "--dry-run", "start", name);
        Assert.Equal(name.Any(char.IsControl), printed.ExitCode != 0);
        ShouldBeSeen(printed.Output + printed.Error);
        await ShouldRunHarmlessly(printed.Output);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_cure_of_the_doctors_does_what_it_says(string name)
    {
        await GivenANic("eth7");
        await Host.Shell(
            $"""
            ip link add b0 type bridge; ip link set dev b0 name {Quote(name)}
            echo 'vif.default.script="vif-bridge"' > /etc/xen/xl.conf
            echo bridge=gone > /etc/xen/xen-hotplug.conf
            """
        );
        var report = await Host.Run(Programs.XenBridgeDoctor);
        var cures = report
            .Output.Split('\n')
            .Where(line => line.Contains(" mend: ", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(" mend: ", StringComparison.Ordinal) + 7)..])
            .ToList();
        Assert.NotEmpty(cures);
        ShouldBeSeen(report.Output);
        await ShouldRunHarmlessly($"EDITOR=true\n{string.Join('\n', cures)}\n");
    }
}
