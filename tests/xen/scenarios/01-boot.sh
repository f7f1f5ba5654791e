# Boot: sysvinit runs the init script before ifupdown, which configures the bridge as eth0
# Boots: init
# shellcheck shell=bash

# Those of runlevel S come first.
order=$(grep -oE '^S[0-9]+(bridge-shadow|networking)' /lab/out/order)
matches "insserv puts bridge-shadow before networking" 'bridge-shadow' "$(head -n 1 <<<"$order")"
check "eth0 is a bridge" test -d /sys/class/net/eth0/bridge
equal "its port is the NIC" "seth0 " "$(ports)"
equal "it has the NIC's MAC address, whatever udev would like" 52:54:00:00:00:10 "$(cat /sys/class/net/eth0/address)"
matches "ifupdown gave it the address" 'inet 192.0.2.10/24' "$(ip -o address show dev eth0)"
matches "ifupdown gave it the route" 'default via 192.0.2.1 dev eth0' "$(ip route)"
equal "the NIC has no address" "" "$(ip -o address show dev seth0)"
pings "dom0 pings the world" dom0 192.0.2.1
check "status by the init script" /etc/init.d/bridge-shadow status
check "stop by the init script" /etc/init.d/bridge-shadow stop
check_not "eth0 is the NIC again" test -d /sys/class/net/eth0/bridge
pings "dom0 pings the world over the NIC" dom0 192.0.2.1
check "start by the init script" /etc/init.d/bridge-shadow start
pings "dom0 pings the world over the bridge" dom0 192.0.2.1
check "at shutdown the init script does nothing" env RUNLEVEL=6 /etc/init.d/bridge-shadow stop
check "eth0 is still the bridge" test -d /sys/class/net/eth0/bridge
