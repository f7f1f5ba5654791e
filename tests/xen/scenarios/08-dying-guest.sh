# A guest that dies: while a NIC is attached, and by a kernel panic
# Boots: plain
# Limit: 300 s
# shellcheck shell=bash

check "the host is bridged" bridge_up

for delay in 0.1 0.4 0.8; do
    describe d "'bridge=eth0'"
    check "a guest that is to die after $delay s" xl create -p /lab/d.cfg
    xl network-attach d bridge=eth0 &
    attach=$!
    sleep "$delay"
    check "xl destroy while a NIC is attached" xl destroy d
    wait "$attach"
done

starts p 192.0.2.52
id=$(xl domid p)
echo "1 echo 1 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger" >"$(store "/local/domain/$id/console/tty")"
check "xl takes away a guest whose kernel panicked" within 30 not xl domid p

describe e "'bridge=eth0'"
check "the next event" xl create -p /lab/e.cfg
check "the next guest is on the bridge" on_bridge "vif$(xl domid e).0"
check "and it goes" xl destroy e
