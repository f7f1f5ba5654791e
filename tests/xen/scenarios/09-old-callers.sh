# The old callers: xend's network script, and udev with the keys that xend writes
# Boots: init
# Limit: 300 s
# shellcheck shell=bash

configure_nic
check "bridge-shadow start" bridge-shadow start eth0
ip link add vif0.0 type veth peer name veth0
check "the network script as xend calls it" /etc/xen/scripts/network-bridge-additional start bridge=eth0 antispoof=no
check "dom0's own port is on the bridge" on_bridge vif0.0

# As Xen 3.4 had it in /etc/udev/rules.d/xen-backend.rules.
cat >/etc/udev/rules.d/xen-backend.rules <<'END'
SUBSYSTEM=="xen-backend", KERNEL=="vif*", ACTION=="online", RUN+="$env{script} online"
SUBSYSTEM=="xen-backend", KERNEL=="vif*", ACTION=="offline", RUN+="$env{script} offline"
END
check "udev reads the rules" udevadm control --reload
describe a ""
check "a guest without NICs" xl create /lab/a.cfg
check "it boots" boots a
id=$(xl domid a)
front=/local/domain/$id/device/vif/0
back=$(backend_of a 0)

xenstore-write "$front" "" "$back" ""
xenstore-chmod "$front" "n$id" r0
xenstore-chmod "$back" n0 "r$id"
xenstore-write \
    "$back/bridge" eth0 "$back/domain" a "$back/handle" 0 "$back/uuid" 5bb5c1a1-4c1e-4c3b-9f2e-000000000001 \
    "$back/script" "/etc/xen/scripts/vif-bridge bridge=eth0" "$back/mac" 00:16:3e:00:00:51 \
    "$back/frontend-id" "$id" "$back/frontend" "$front" "$back/online" 1 "$back/state" 1 \
    "$front/backend" "$back" "$front/backend-id" 0 "$front/handle" 0 "$front/mac" 00:16:3e:00:00:51 "$front/state" 1
check "udev has the vif put on the bridge" within 15 on_bridge "vif$id.0"
check "hotplug-status" within 5 test "$(key a 0 hotplug-status)" == connected
check "the guest has its card" within 15 guest a "ip link set eth0 up && ip address add 192.0.2.51/24 dev eth0"
pings "the guest pings the world" a 192.0.2.1
check "status shows the port" network-bridge-additional status bridge=eth0

xenstore-write "$back/online" 0 "$back/state" 5
check "the vif goes" within 15 not is_link "vif$id.0"
udevadm settle --timeout=10
xenstore-rm "$front"
xenstore-rm "$back"
matches "udev called vif-bridge for that" "offline: vif$id\.0" "$(cat /var/log/xen/xen-hotplug.log)"
check "xl destroy" xl destroy a
rm /etc/udev/rules.d/xen-backend.rules
udevadm control --reload
check "the network script as xend calls it to stop" /etc/xen/scripts/network-bridge-additional stop bridge=eth0
check "dom0's own port is off the bridge" not on_bridge vif0.0
ip link delete vif0.0
