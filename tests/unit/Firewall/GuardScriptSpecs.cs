using Xen.Hotplug.Common.Firewall;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Firewall;

public class GuardScriptSpecs
{
    private static readonly PortGuard s_open = new("vif1.0", 7, Mac("00:16:3e:12:34:56"), []);

    private static readonly PortGuard s_bound = s_open with
    {
        Index = 8,
        Allowed = AddressRange.ParseList("198.51.100.0/24", "ip"),
    };

    [Fact]
    public void A_script_is_what_a_shell_hands_to_nft() =>
        Assert.Equal("nft --file - <<'end'\nadd table x\nend", GuardScript.Wrap("add table x\n\n"));

    [Fact]
    public void A_guard_that_comes_is_added_under_the_name_that_the_link_has_by_then() =>
        Assert.Equal(
            """
            nft --file - <<'end'
            add element bridge xen-antispoof records { "vif1.0" comment "mac 00:16:3e:12:34:56" : "web" }
            add element bridge xen-antispoof ports { "web" }
            add element bridge xen-antispoof mac_addresses { "web" . 00:16:3e:12:34:56 }
            add element bridge xen-antispoof nd_mac_addresses { "web" . 0x00163e123456 }
            add element bridge xen-antispoof any_address { "web" }
            end
            """,
            GuardScript.Replace(null, s_open, "web")
        );

    [Fact]
    public void A_guard_that_goes_is_deleted_by_the_index_of_its_link() =>
        Assert.Equal(
            """
            nft --file - <<'end'
            delete element bridge xen-antispoof records { "vif1.0" }
            delete element bridge xen-antispoof ports { 7 }
            delete element bridge xen-antispoof mac_addresses { 7 . 00:16:3e:12:34:56 }
            delete element bridge xen-antispoof nd_mac_addresses { 7 . 0x00163e123456 }
            delete element bridge xen-antispoof any_address { 7 }
            end
            """,
            GuardScript.Replace(RecordOf(s_open), null, "web")
        );

    [Fact]
    public void A_guard_that_replaces_another_is_added_in_the_same_script() =>
        Assert.Equal(
            """
            nft --file - <<'end'
            delete element bridge xen-antispoof records { "vif1.0" }
            delete element bridge xen-antispoof ports { 7 }
            delete element bridge xen-antispoof mac_addresses { 7 . 00:16:3e:12:34:56 }
            delete element bridge xen-antispoof nd_mac_addresses { 7 . 0x00163e123456 }
            delete element bridge xen-antispoof any_address { 7 }
            add element bridge xen-antispoof records { "vif1.0" comment "mac 00:16:3e:12:34:56 ip 198.51.100.0/24" : "vif1.0" }
            add element bridge xen-antispoof ports { "vif1.0" }
            add element bridge xen-antispoof mac_addresses { "vif1.0" . 00:16:3e:12:34:56 }
            add element bridge xen-antispoof nd_mac_addresses { "vif1.0" . 0x00163e123456 }
            add element bridge xen-antispoof ipv4_networks { "vif1.0" . 198.51.100.0/24 }
            add element bridge xen-antispoof ipv6_addresses { "vif1.0" . fe80::216:3eff:fe12:3456 }
            add element bridge xen-antispoof nd_targets { "vif1.0" . 0xfe8000000000000002163efffe123456 }
            end
            """,
            GuardScript.Replace(RecordOf(s_open), s_bound, "vif1.0")
        );

    [Fact]
    public void A_guard_that_is_not_known_whole_is_deleted_by_what_is_known() =>
        Assert.Equal(
            """
            nft --file - <<'end'
            delete element bridge xen-antispoof records { "vif1.0" }
            # and each element of the other sets whose key begins with 7
            end
            """,
            GuardScript.Replace(new GuardRecord("vif1.0", 7, null, "mac 00:16:3e:12:34:56 ip ..."), null, "vif1.0")
        );

    [Fact]
    public void A_record_says_what_its_guard_does()
    {
        var record = RecordOf(s_bound);
        Assert.Equal(("vif1.0", 8), (record.Device, record.Index));
        Assert.Same(s_bound, record.Guard);
        Assert.Equal("mac 00:16:3e:12:34:56 ip 198.51.100.0/24", record.Description);
    }

    private static GuardRecord RecordOf(PortGuard guard) => new(guard.Device, guard.Index, guard, guard.Description);
}
