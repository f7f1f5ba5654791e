using System.Text.RegularExpressions;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The administrator's own tables are byte for byte the same, whatever the guard does.</summary>
public sealed class AntispoofTablesSpecs : AntispoofSpecs
{
    private const string Administrator = """
        nft -f - <<'END'
        table inet filter {
            set friends {
                type ipv4_addr
                flags interval
                elements = { 192.0.2.0/24, 198.51.100.7 }
            }
            chain input {
                type filter hook input priority filter; policy drop;
                ip saddr @friends counter packets 7 bytes 700 accept comment "friends"
            }
            chain forward {
                type filter hook forward priority filter; policy drop;
                iifname "vif*" accept
            }
        }
        table bridge filter {
            map ports {
                type ifname : verdict
                elements = { "vif9.0" : drop }
            }
            chain prerouting {
                type filter hook prerouting priority -300; policy accept;
                iifname vmap @ports
            }
            chain guard {
                drop
            }
        }
        table bridge xen {
        }
        table netdev ours {
        }
        END
        iptables -P FORWARD DROP
        iptables -N GUARD
        iptables -A GUARD -s 192.0.2.5 -j ACCEPT
        iptables -A FORWARD -i eth0 -j GUARD
        ip6tables -P INPUT DROP
        ip6tables -A INPUT -s fe80::/10 -j ACCEPT
        ebtables -P FORWARD ACCEPT
        ebtables -A FORWARD -p ARP -i vif9.0 -j DROP
        """;

    [Fact]
    public async Task Neither_rules_nor_policies_nor_chains_of_others_change()
    {
        await Host.Shell(Administrator);
        var before = await OthersTables();
        await GivenAVif();
        await GivenATap();

        await Online("yes");
        await Add("yes");
        Assert.Equal(before, await OthersTables());
        Store.Write($"{Backend}/ip", "192.0.2.9");
        await Online("yes");
        Assert.Equal(before, await OthersTables());
        (await Offline()).ShouldSucceedQuietly();
        await Host.Ip("link delete dev vif1.0");
        (await Remove()).ShouldSucceedQuietly();

        Assert.Equal(before, await OthersTables());
    }

    [Fact]
    public async Task Rules_of_others_do_not_open_the_guard()
    {
        await Host.Shell(
            """
            nft -f - <<'END'
            table bridge open {
                chain early {
                    type filter hook prerouting priority -500; policy accept;
                    accept
                }
                chain late {
                    type filter hook prerouting priority -100; policy accept;
                    accept
                }
            }
            END
            """
        );
        var port = await GivenAVif();

        await Online("yes");

        ShouldBeGuarded(port);
    }

    [Fact]
    public async Task A_host_without_rules_has_no_table_but_the_guards()
    {
        await GivenAVif();

        await Online("yes");
        Assert.Equal($"table bridge {Table}\n", await Host.Shell("nft list tables"));
        Assert.Equal("", await Saved());
        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal("", await Saved());
    }

    [Fact]
    public async Task A_host_on_which_nothing_is_guarded_has_no_table()
    {
        await GivenAVif();

        await Online("no");
        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal("", await Host.Shell("nft list tables"));
    }

    [Theory]
    [InlineData("flush ruleset")]
    [InlineData($"flush table bridge {Table}")]
    public async Task What_the_administrator_flushed_is_made_again(string flush)
    {
        var port = await GivenAVif();
        await Online("yes");
        await Host.Shell($"nft {flush}");

        await Online("yes");

        ShouldBeGuarded(port);
    }

    private async Task<string> OthersTables()
    {
        var all = await Host.Shell("nft list ruleset");
        return Regex.Replace(all, $@"(?ms)^table bridge {Table} \{{$.*?^\}}$\n?", "") + await Saved();
    }

    private Task<string> Saved() =>
        Host.Shell("for save in iptables ip6tables ebtables; do $save-save | grep -v '^#' || :; done");
}
