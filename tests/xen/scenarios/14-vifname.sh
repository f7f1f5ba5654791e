# vifname between two guests: none takes another's link, nor a name that the host needs
# Boots: plain
# Limit: 300 s
# shellcheck shell=bash

check "the host is bridged" bridge_up
starts a 192.0.2.51 "bridge=eth0, vifname=web0"
starts b 192.0.2.52
first=vif$(xl domid b).0
untouched() {
    equal "$1: the links of both are as before" "$links" "$(ip -d -o link show dev web0; ip -d -o link show dev "$first")"
    equal "$1: a is connected" connected "$(key a 0 hotplug-status)"
    equal "$1: b is connected" connected "$(key b 0 hotplug-status)"
}
links=$(ip -d -o link show dev web0; ip -d -o link show dev "$first")

# refused NAME: a third guest that asks for it does not start, and nothing of it stays.
refused() {
    fails_with "vifname=$1" "$1" "bridge=eth0,vifname=$1"
    untouched "vifname=$1"
}
refused web0
refused "$first"
# Of a guest that does not run yet, and the names that Xen, the kernel and bridge-shadow use.
for name in vif4711.0 "$first-emu" xenbr0 eth1 seth1 seth0 xsb1; do
    refused "$name"
done
pings "a pings the world after that" a 192.0.2.1
pings "a pings b after that" a 192.0.2.52

# A name is free again once its guest is gone.
check "xl destroy a" xl destroy a
check "the named vif is gone" within 10 not is_link web0
starts c 192.0.2.53 "bridge=eth0, vifname=web0"
check "another guest has the name now" link_has web0 "alias vif$(xl domid c)\.0"
pings "it pings the world" c 192.0.2.1
check "xl destroy b" xl destroy b
check "xl destroy c" xl destroy c
