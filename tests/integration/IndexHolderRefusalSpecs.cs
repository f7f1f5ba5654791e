using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Where the host's firewall lets packets through by the NIC's index alone, nothing is done without --force.</summary>
public sealed class IndexHolderRefusalSpecs : UplinkSpecs
{
    private const string Policy = "policy drop";

    [Theory]
    [InlineData(Policy, "iif eth0 accept", "policy of inet fw input")]
    [InlineData(Policy, "iif { lo, eth0 } accept", "policy of inet fw input")]
    [InlineData(Policy, "iif vmap { lo : accept, eth0 : accept }", "policy of inet fw input")]
    [InlineData(Policy, "iif vmap { lo : accept, eth0 : jump more }", "policy of inet fw input")]
    [InlineData(Policy, "iif eth0 tcp dport vmap { 22 : accept }", "policy of inet fw input")]
    [InlineData(Policy, "iif != eth0 return\naccept", "policy of inet fw input")]
    [InlineData("policy accept", "iif eth0 accept\niif lo accept\ndrop", "drops or rejects the rest")]
    [InlineData("policy accept", "iif eth0 accept\niif lo accept\nreject", "drops or rejects the rest")]
    [InlineData(
        "policy accept",
        "iif eth0 accept\nmeta l4proto tcp reject with tcp reset",
        "drops or rejects the rest"
    )]
    [InlineData("policy accept", "iif eth0 accept\njump last", "drops or rejects the rest")]
    [InlineData("policy accept", "iif eth0 accept\ndrop\ncounter", "drops or rejects the rest")]
    [InlineData("policy accept", "iif != { lo, eth0 } drop", "any other link")]
    [InlineData("policy accept", "iif != eth0 tcp dport 22 reject", "any other link")]
    public async Task Start_is_refused_before_anything_changes(string policy, string rules, string reason)
    {
        await Uplink.Configure();
        await Host.Shell(Rules("input", policy, rules));
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        (await Start()).ShouldFail("eth0", "by its index", reason, "--force");
        (await Start("--dry-run")).ShouldFail("eth0", "by its index", reason, "--force");

        Assert.Equal(links, await Uplink.Links());
        Assert.Equal(network, await Uplink.Network());
        (await Start("--force")).ShouldWarn("by its index", reason);
        await ShouldBeShadowed();
    }

    [Theory]
    [InlineData("output", "oif eth0 accept")]
    [InlineData("prerouting", "iif eth0 accept")]
    [InlineData("postrouting", "oif { lo, eth0 } accept")]
    public async Task Start_is_refused_for_every_hook_of_the_hosts_packets(string hook, string rule)
    {
        await Uplink.Configure();
        await Host.Shell(Rules(hook, Policy, rule));

        (await Start()).ShouldFail("by its index", $"the policy of inet fw {hook}");
    }

    [Theory]
    [InlineData("policy accept", "iif eth0 accept")]
    [InlineData("policy accept", "iif vmap { eth0 : accept }")]
    [InlineData("policy accept", "iif eth0 jump more\naccept")]
    [InlineData(Policy, "iif eth0 counter\naccept")]
    public async Task Start_only_warns_where_nothing_is_dropped_by_it(string policy, string rules)
    {
        await Uplink.Configure();
        await Host.Shell(Rules("input", policy, rules));

        (await Start()).ShouldWarn("by its index");
    }

    [Fact]
    public async Task Start_only_warns_of_rules_for_forwarded_packets()
    {
        await Uplink.Configure();
        await Host.Shell(Rules("forward", Policy, "iif eth0 accept"));

        (await Start()).ShouldWarn("by its index", "inet fw forward");
    }

    [Theory]
    [InlineData("iif eth0 tcp dport 23 drop")]
    [InlineData("iif { lo, eth0 } tcp dport 23 reject")]
    [InlineData("iif vmap { eth0 : drop }")]
    public async Task A_rule_that_will_no_longer_drop_is_said_to_open_the_host(string rule)
    {
        await Uplink.Configure();
        await Host.Shell(Rules("input", "policy accept", rule));

        (await Start()).ShouldWarn("by its index", "may reach the host");
    }

    [Fact]
    public async Task A_rule_in_a_chain_that_others_jump_to_is_judged_by_theirs()
    {
        await Uplink.Configure();
        await Host.Shell(Rules("input", Policy, "tcp dport 22 jump more\nip protocol icmp accept"));
        await Host.Shell("nft add rule inet fw more iif eth0 accept");

        (await Start()).ShouldFail("inet fw more handle", "the policy of inet fw input");
    }

    [Fact]
    public async Task A_host_is_reachable_after_the_mend_and_a_start()
    {
        await Uplink.Configure();
        await Host.Shell(Rules("input", Policy, "iif { lo, eth0 } accept"));

        var refusal = (await Start()).ShouldFail("let it match by name");
        var text = refusal.Error;
        var start = text.IndexOf("nft replace", StringComparison.Ordinal);
        await Host.Shell(text[start..text.LastIndexOf(", or go on", StringComparison.Ordinal)]);
        (await Start()).ShouldSucceed();

        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_host_is_reachable_after_a_forced_start_and_its_mend()
    {
        await Uplink.Configure();
        await Host.Shell(
            Rules("input", Policy, "iif @links accept", "set links { type iface_index; elements = { lo, eth0 }; }")
        );

        (await Start()).ShouldFail("by its index", "--force");
        var warning = (await Start("--force")).ShouldWarn("by its index", "load the table again");
        Assert.False(await Uplink.IsReachable());
        await Host.Shell(warning.Error[warning.Error.IndexOf("printf", StringComparison.Ordinal)..]);

        Assert.True(await Uplink.IsReachable());
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("restart")]
    public async Task A_command_that_ends_the_bridge_is_refused_likewise(string command)
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Shell(Rules("input", Policy, "iif { lo, eth0 } accept"));
        Assert.True(await Uplink.IsReachable());

        (await BridgeShadow(command, "eth0")).ShouldFail("by its index", "ends with the bridge", "--force");

        await ShouldBeShadowed();
        Assert.True(await Uplink.IsReachable());
        (await BridgeShadow(command, "eth0", "--force")).ShouldWarn("by its index");
    }

    [Fact]
    public async Task Restart_is_not_refused_for_rules_with_the_index_of_the_nic()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Shell(Rules("input", Policy, "iif seth0 accept\niifname eth0 accept"));

        Assert.Equal("", (await Restart()).ShouldSucceed().Error);
        await ShouldBeShadowed();
    }

    [Fact]
    public async Task Rules_that_cannot_be_read_are_a_refusal()
    {
        await Uplink.Configure();

        // One of the first sockets is that of nftables.
        var refusal = "";
        for (var call = 1; call <= 10 && refusal == ""; call++)
        {
            var result = await BeginTraced("socket", $"socket:error=EMFILE:when={call}", "start", "eth0").Ended;
            if (result.Error.Contains("could not read nftables' rules", StringComparison.Ordinal))
                refusal = result.ShouldFail("eth0", "--force").Error;
            else if (result.ExitCode == 0)
                (await Stop()).ShouldSucceed();
        }

        Assert.NotEqual("", refusal);
        await ShouldBePlain();
    }

    [Fact]
    public async Task At_boot_a_refusal_leaves_the_nic_plain()
    {
        await Host.Shell(Rules("input", Policy, "iif eth0 accept"));

        (await BridgeShadow("start", "eth0")).ShouldFail("by its index");

        await ShouldBePlain();
    }

    private static string Rules(string hook, string policy, string rules, string set = "") =>
        $$"""
            nft -f - <<'END'
            table inet fw {
                {{set.Replace(";", "\n", StringComparison.Ordinal)}}
                chain more {
                }
                chain last {
                    drop
                }
                chain {{hook}} {
                    type filter hook {{hook}} priority 0; {{policy}}
            {{rules}}
                }
            }
            END
            """;
}
