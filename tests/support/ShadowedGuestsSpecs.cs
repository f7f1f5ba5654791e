namespace Xen.Hotplug.TestSupport;

/// <summary>A shadowed host with the ports of two guests on its bridge.</summary>
public abstract class ShadowedGuestsSpecs : UplinkSpecs
{
    /// <summary>Shadows eth0, and puts vif1.0 and vif2.0 on the bridge.</summary>
    protected async Task GivenGuests()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Shell(
            "for vif in vif1.0 vif2.0; do ip link add name $vif type veth peer name far$vif; ip link set dev far$vif up; ip link set dev $vif master eth0 up; done"
        );
        await Host.PortForwards("vif1.0");
        await Host.PortForwards("vif2.0");
    }

    /// <summary>What a port is set to, without its state, ids, numbers and timers.</summary>
    protected Task<string> Port(string name) =>
        Host.Shell(
            $"""
            ip -d link show dev {name} | sed -n 's/.*bridge_slave //p' | sed -E \
                -e 's/(state|port_id|port_no|designated_port|designated_cost|designated_bridge|designated_root) [^ ]+ //g' \
                -e 's/(hold_timer|message_age_timer|forward_delay_timer|topology_change_ack|config_pending) +[^ ]+ //g' \
                -e 's/ addrgenmode .*//'
            ip -d link show dev {name} | grep -o 'mtu [0-9]* '
            cat /sys/class/net/{name}/flags
            """
        );
}
