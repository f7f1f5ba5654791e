# As in a driver domain: the store is reached through the kernel's device alone
# Boots: init
# Limit: 300 s
# shellcheck shell=bash

check "the host is bridged" bridge_up
mv /run/xenstored/socket /run/xenstored/socket.away
trap 'mv /run/xenstored/socket.away /run/xenstored/socket' EXIT
check "the kernel's device is there" test -c /dev/xen/xenbus

starts a 192.0.2.51 "bridge=eth0, vifname=web0"
check "the vif has the name that the store gives it" on_bridge web0
equal "hotplug-status" connected "$(key a 0 hotplug-status)"
check "xl network-attach" xl network-attach a bridge=eth0
check "its vif is on the bridge" on_bridge "vif$(xl domid a).1"
check "xl network-detach" xl network-detach a 1

describe bad "'bridge=nosuchbr'"
matches "an error comes to xl through the store" 'could not find the bridge nosuchbr' "$(xl create /lab/bad.cfg 2>&1)"
check "xl destroy" xl destroy a
check "nothing opened a socket of the store" not test -e /run/xenstored/socket
no_guest_left
