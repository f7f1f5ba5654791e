# Keys: what the guest's file and xl.conf say of a NIC, and what xl says when it cannot be
# Boots: plain
# Limit: 300 s
# shellcheck shell=bash

check "the host is bridged" bridge_up

guest_address=192.0.2.51 describe a \
    "'bridge=eth0, vifname=web0, mtu=1400, ip=192.0.2.51, mac=00:16:3e:00:00:51', '', 'bridge=xenbr0'"
check "xl create of three NICs" xl create /lab/a.cfg
id=$(xl domid a)
check "vifname: the vif is called so" on_bridge web0
check "vifname: its first name is its alias" link_has web0 "alias vif$id\.0"
check "mtu: the vif has it" link_has web0 ' mtu 1400 '
equal "mtu: the guest is told" 1400 "$(store "/local/domain/$id/device/vif/0/mtu")"
equal "ip and vifname: connected" connected "$(key a 0 hotplug-status)"
equal "xl.conf: the default script is ours" /etc/xen/scripts/vif-bridge-shadow "$(key a 1 script)"
equal "xl.conf: the default bridge" eth0 "$(key a 1 bridge)"
check "xl.conf: the vif is on it" on_bridge "vif$id.1"
check "bridge=xenbr0: the vif is on eth0" on_bridge "vif$id.2"
check "the guest boots" boots a
pings "the guest pings the world" a 192.0.2.1
# Not of a NIC that came with the others: the bridge's MTU is its ports' smallest, and any of them may have been the first.
check "a NIC without an mtu" xl network-attach a bridge=eth0
check "no mtu: the vif has the bridge's" link_has "vif$id.3" " mtu $(cat /sys/class/net/eth0/mtu) "
check "it is detached" xl network-detach a 3
check_not "mtu: what is longer does not pass" guest a ping -c 1 -W 1 -s 1450 192.0.2.1

ip link add taken0 type dummy
taken_before=$(ip -o link show dev taken0)
fails_with "a vifname that is taken" 'taken0' "bridge=eth0,vifname=taken0"
equal "the link of that name is untouched" "$taken_before" "$(ip -o link show dev taken0)"
ip link delete taken0
fails_with "a bridge that is missing" 'could not find the bridge nosuchbr: no link has that name' "bridge=nosuchbr"
fails_with "an mtu that is none" 'mtu=9999999 is not a number from 68 to 65535' "bridge=eth0,mtu=9999999"
equal "the ports are those of the first guest" "seth0 vif$id.1 vif$id.2 web0 " "$(ports)"

check "xl destroy" xl destroy a
check "the named vif is gone" within 10 not is_link web0
