# HVM guests: vif and tap come to the bridge together and go together
# Boots: init
# Limit: 300 s
# shellcheck shell=bash

check "the host is bridged" bridge_up
describe_hvm h "type=ioemu, model=e1000, bridge=eth0, mac=00:16:3e:00:00:61"
check "xl create" xl create /lab/h.cfg
id=$(xl domid h)
check "the vif is on the bridge" on_bridge "vif$id.0"
check "the tap is on the bridge" on_bridge "vif$id.0-emu"
check "the tap has the dummy MAC address" link_has "vif$id.0-emu" 'link/ether fe:ff:ff:ff:ff:ff'
check "the tap is up" link_has "vif$id.0-emu" '[<,]UP[,>]'
equal "hotplug-status" connected "$(key h 0 hotplug-status)"
check "what the emulated card sends comes to the bridge" within 120 learned "vif$id.0-emu" 00:16:3e:00:00:61
check "xl destroy" xl destroy h
no_guest_left

describe_hvm n "type=ioemu, bridge=eth0, vifname=web1, mtu=1400"
check "a paused guest with vifname and mtu" xl create -p /lab/n.cfg
check "the vif has the name" on_bridge web1
check "the tap has it with -emu" on_bridge web1-emu
check "the vif has the MTU" link_has web1 ' mtu 1400 '
check "the tap has the MTU" link_has web1-emu ' mtu 1400 '
check "xl destroy of it" xl destroy n
check_not "its vif is gone" is_link web1
check_not "its tap is gone" is_link web1-emu
