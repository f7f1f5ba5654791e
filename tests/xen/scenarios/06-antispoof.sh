# Guarded guests: with antispoof=yes, what is forged reaches nobody
# Boots: init
# Limit: 300 s
# shellcheck shell=bash

mac_of() { guest "$1" cat /sys/class/net/eth0/address; }

# Each succeeds if the world answers, or learns, what the guest made up.
forge_address() {
    guest "$1" "ip address add 192.0.2.77/24 dev eth0; ping -c 2 -W 2 -I 192.0.2.77 192.0.2.1; status=\$?
        ip address delete 192.0.2.77/24 dev eth0; exit \$status"
}
forge_mac() {
    local real status=0
    real=$(mac_of "$1")
    guest "$1" "ip link set eth0 down; ip link set eth0 address 02:00:00:00:00:99; ip link set eth0 up; sleep 1"
    guest "$1" ping -c 2 -W 2 192.0.2.1 || status=$?
    guest "$1" "ip link set eth0 down; ip link set eth0 address $real; ip link set eth0 up; sleep 1"
    return "$status"
}
forge_arp() {
    ip -n world neighbour flush dev eth0
    guest "$1" "ip address add 192.0.2.78/32 dev lo; arping -c 2 -w 2 -I eth0 -s 192.0.2.78 192.0.2.1
        ip address delete 192.0.2.78/32 dev lo"
    ip -n world neighbour show 192.0.2.78 | grep lladdr
}

configure_nic
check "bridge-shadow start" bridge-shadow start eth0
check "unguarded" network-bridge-additional start bridge=eth0
starts u 192.0.2.52
check "unguarded, a forged address reaches the world" forge_address u
check "unguarded, a forged MAC address reaches the world" forge_mac u
check "unguarded, forged ARP reaches the world" forge_arp u
check "network-bridge-additional start antispoof=yes" network-bridge-additional start bridge=eth0 antispoof=yes
matches "there is a table of rules" '^table bridge ' "$(nft list tables)"

starts a 192.0.2.51 "bridge=eth0, ip=192.0.2.51, mac=00:16:3e:00:00:51"
pings "guarded, the guest pings the world" a 192.0.2.1
pings "guarded, the guest pings another" a 192.0.2.52
pings "the world pings the guarded guest" world 192.0.2.51
check_not "guarded, a forged address reaches nobody" forge_address a
check_not "guarded, a forged MAC address reaches nobody" forge_mac a
check_not "guarded, forged ARP reaches nobody" forge_arp a
pings "the guarded guest pings the world after that" a 192.0.2.1
nft list ruleset
check "xl destroy of it" xl destroy a

# The tap of an HVM guest whose card is what its backend says; then of one whose backend says another MAC address.
guarded_tap() {
    describe_hvm "$1" "type=ioemu, model=e1000, bridge=eth0, ip=192.0.2.61, mac=$2"
    check "xl create -p $1" xl create -p "/lab/$1.cfg"
    tap=vif$(xl domid "$1").0-emu
}
guarded_tap h 00:16:3e:00:00:61
check "xl unpause h" xl unpause h
began=$SECONDS
check "guarded, what the emulated card sends comes to the bridge" within 120 learned "$tap" 00:16:3e:00:00:61
took=$((SECONDS - began))
nft list ruleset
check "xl destroy h" xl destroy h
guarded_tap f 00:16:3e:00:00:62
back=$(backend_of f 0)
xenstore-write "$back/mac" 00:16:3e:00:00:99
for action in remove add; do
    check "$action with another MAC address in the store" env type_if=tap vif="${tap%-emu}" INTERFACE="$tap" \
        XENBUS_TYPE=vif XENBUS_BASE_PATH=backend XENBUS_PATH="${back#/local/domain/0/}" \
        /etc/xen/scripts/vif-bridge-shadow "$action" type_if=tap
done
check "xl unpause f" xl unpause f
check_not "guarded, a tap's forged MAC address reaches nobody" within $((took + 15)) learned "$tap" 00:16:3e:00:00:62
check "xl destroy f" xl destroy f
check "xl destroy of the unguarded one" xl destroy u
no_guest_left
check "network-bridge-additional stop takes the table" network-bridge-additional stop bridge=eth0
equal "no table is left" "" "$(nft list tables)"
equal "no file says that guests are guarded" "" "$(find /run/xen-hotplug -name antispoof)"
