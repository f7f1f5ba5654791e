# The seed story: a live NIC becomes the bridge, guests come and go, and all is as before
# Boots: plain
# Limit: 300 s
# shellcheck shell=bash

configure_nic
ip route add 198.51.100.0/24 via 192.0.2.1 dev eth0
addresses() { ip -o address show dev eth0 | grep -oE 'inet6? [^ ]* .*scope global' | sort; }
# Not the link-local ones, which the kernel makes for each link that comes up; nor whether it has seen the carrier yet.
routes() { { ip route show | sort; ip -6 route show dev eth0 | grep -v '^fe80' | sort; } | sed 's/ linkdown//'; }
addresses_before=$(addresses)
routes_before=$(routes)
link_before=$(cat /sys/class/net/eth0/address)

check "bridge-shadow start" bridge-shadow start eth0
check "eth0 is a bridge" test -d /sys/class/net/eth0/bridge
check "seth0 is its port" on_bridge seth0
equal "it has the NIC's MAC address" "$link_before" "$(cat /sys/class/net/eth0/address)"
equal "it has the NIC's addresses" "$addresses_before" "$(addresses)"
equal "it has the NIC's routes" "$routes_before" "$(routes)"
pings "dom0 pings the world" dom0 192.0.2.1
pings "dom0 pings the world by IPv6" dom0 2001:db8::1
check "network-bridge-additional start" network-bridge-additional start bridge=eth0

starts a 192.0.2.51
id=$(xl domid a)
equal "hotplug-status" connected "$(key a 0 hotplug-status)"
equal "no hotplug-error" "" "$(key a 0 hotplug-error)"
check "the vif is on the bridge" on_bridge "vif$id.0"
check "the vif has the dummy MAC address" link_has "vif$id.0" 'link/ether fe:ff:ff:ff:ff:ff'
equal "the vif has no address" "" "$(ip -o address show dev "vif$id.0")"
pings "the guest pings dom0" a 192.0.2.10
pings "the guest pings the world" a 192.0.2.1
pings "dom0 pings the guest" dom0 192.0.2.51
pings "the world pings the guest" world 192.0.2.51
pings "the world pings dom0" world 192.0.2.10

check "bridge-shadow status" bridge-shadow status eth0
matches "it shows the guest's port" "vif$id\.0" "$(bridge-shadow status eth0)"
check "network-bridge-additional status" network-bridge-additional status bridge=eth0
check_not "bridge-shadow stop refuses while a guest is there" bridge-shadow stop eth0
pings "the guest still pings the world" a 192.0.2.1

# More than one check a turn would take longer than it tells.
attach_and_detach() {
    xl network-attach a bridge=eth0 && on_bridge "vif$id.1" && [[ $(key a 1 hotplug-status) == connected ]] &&
        xl network-detach a 1 && within 5 not is_link "vif$id.1"
}
for turn in {1..10}; do
    check "attach and detach, turn $turn" attach_and_detach
done
equal "the bridge has the ports that it had" "seth0 vif$id.0 " "$(ports)"
pings "the guest pings the world after that" a 192.0.2.1

check "xl destroy" xl destroy a
no_guest_left
check "network-bridge-additional stop at the end" network-bridge-additional stop bridge=eth0
check "bridge-shadow stop at the end" bridge-shadow stop eth0
equal "the NIC has its addresses again" "$addresses_before" "$(addresses)"
equal "the NIC has its routes again" "$routes_before" "$(routes)"
check_not "no seth0" is_link seth0
pings "dom0 pings the world at the end" dom0 192.0.2.1
ip route delete 198.51.100.0/24
