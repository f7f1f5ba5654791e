# Refusals and leftovers: bonds, teams, VRFs, macvlans, VLANs, and a bridge-shadow that is killed
# Boots: plain
# Limit: 300 s
# shellcheck shell=bash

# refuses WHAT PATTERN: bridge-shadow will not have eth5, and changes nothing.
refuses() {
    local before output status=0
    before=$(ip -d -o link show)
    output=$(bridge-shadow start eth5 2>&1) || status=$?
    echo "$output"
    equal "$1 is refused" 1 "$status"
    matches "$1: it says why" "$2" "$output"
    equal "$1: nothing is changed" "$before" "$(ip -d -o link show)"
}
ip link add eth5 type veth peer name far5

ip link add bond0 type bond
ip link set eth5 master bond0
refuses "a bond's port" 'eth5 is a port of bond0 \(bond\) already'
check "the bond itself can be shadowed" bridge-shadow start bond0
check "the bond is a bridge's port" on_bridge sbond0 bond0
check "and be released" bridge-shadow stop bond0
ip link delete bond0

ip link set eth5 down
ip link add team0 type team
ip link set eth5 master team0
refuses "a team's port" 'eth5 is a port of team0 \(team\) already'
ip link delete team0

ip link add vrf0 type vrf table 10
ip link set eth5 master vrf0
refuses "a VRF's port" 'eth5 is a port of vrf0 \(vrf\) already'
ip link delete vrf0

ip link add link eth5 name macvlan5 type macvlan mode bridge
refuses "a link under a macvlan" 'macvlan5 \(macvlan\) on top of eth5'
ip link delete macvlan5
ip link delete eth5

configure_nic
ip link add link eth0 name eth0.7 type vlan id 7
ip address add 203.0.113.10/24 dev eth0.7
ip link set eth0.7 up
ip -n world link add link eth0 name eth0.7 type vlan id 7
ip -n world address add 203.0.113.1/24 dev eth0.7
ip -n world link set eth0.7 up
pings "the VLAN works" dom0 203.0.113.1
check "bridge-shadow start under a VLAN" bridge-shadow start eth0
pings "the VLAN works over the uplink" dom0 203.0.113.1
pings "and the world can be reached over the bridge" dom0 192.0.2.1
check "bridge-shadow stop under a VLAN" bridge-shadow stop eth0
pings "the VLAN still works" dom0 203.0.113.1
ip link delete eth0.7
ip -n world link delete eth0.7

for delay in 0.02 0.05 0.08 0.11; do
    bridge-shadow start eth0 &
    sleep "$delay"
    kill -KILL $! 2>/dev/null
    wait $!
    pings "killed after $delay s, the world is there" dom0 192.0.2.1
    check "start completes what was killed" bridge-shadow start eth0
    check "all is well then" bridge-shadow status eth0
    check "and stop goes back" bridge-shadow stop eth0
done
