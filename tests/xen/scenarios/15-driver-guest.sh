# A guest as a driver domain: it serves another's card, and may only read what that one says in the store
# Boots: plain
# Limit: 400 s
# shellcheck shell=bash

# The driver domain's image is a guest's with our program. Xen would unpack the first of two packed parts alone.
stage=/run/driver
mkdir -p "$stage"/{bin,etc/xen,run,var/log/xen}
cp /etc/xen/scripts/vif-bridge-shadow "$stage/bin/vif-bridge"
{ gunzip -c /lab/guest.img && (cd "$stage" && find . | busybox cpio -o -H newc); } >/lab/driver.img
rm -r "$stage"
guest_address='' describe driver "" "driver_domain = 1"
sed -i -e 's:/lab/guest.img:/lab/driver.img:' -e 's:^memory = .*:memory = 192:' /lab/driver.cfg
check "xl create driver" xl create /lab/driver.cfg
check "the driver domain boots" boots driver 120
driver=$(xl domid driver)
check "it can serve cards" guest driver "modprobe xen-netback && modprobe bridge"
check "it has a bridge" guest driver "brctl addbr xenbr0 && ip address add 192.0.2.60/24 dev xenbr0 && ip link set xenbr0 up"

# vif_bridge COMMAND: in the driver domain, as udev calls it.
vif_bridge() {
    check "vif-bridge $1 in the driver domain" guest driver "XENBUS_PATH=$path vif=$vif vif-bridge $1"
}

guest_address=192.0.2.61 describe a "'backend=driver, bridge=xenbr0, mtu=1400'"
xl create /lab/a.cfg &
creation=$!
check "the guest is being made" within 30 xl domid a
vif=vif$(xl domid a).0
path=backend/vif/$(xl domid a)/0
backend=/local/domain/$driver/$path
check "the kernel of the driver domain makes the vif" within 30 guest driver "ip link show $vif"
vif_bridge online
wait "$creation"
equal "xl create a" 0 "$?"
equal "hotplug-status" connected "$(store "$backend/hotplug-status")"
check "the vif is on the driver domain's bridge" guest driver "test -e /sys/class/net/xenbr0/brif/$vif"
matches "the driver domain may only read what the guest says" "r$driver" "$(xenstore-ls -p "/local/domain/$(xl domid a)/device")"
check "the guest a boots" boots a 120
pings "a pings the driver domain" a 192.0.2.60
check "the port has the MTU of the guest's file" guest driver "ip link show $vif | grep -q 'mtu 1400'"

xl destroy a &
destruction=$!
check "the vif goes" within 30 not guest driver "ip link show $vif"
vif_bridge offline
# Of this, "xl devd" takes care in a driver domain that has it.
xenstore-rm "${backend%/*}"
wait "$destruction"
equal "xl destroy a" 0 "$?"
check "xl destroy driver" xl destroy driver
rm -f /lab/driver.img
