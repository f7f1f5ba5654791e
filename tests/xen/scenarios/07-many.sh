# Many at once: eight guests come in parallel, and go in parallel
# Boots: plain
# Limit: 300 s
# shellcheck shell=bash

check "the host is bridged" bridge_up
guests=(g1 g2 g3 g4 g5 g6 g7 g8)
running=()
# Paused, so that all CPU time is for the events: the backends of guests that come beside others that boot can take
# longer than the 10 s that libxl waits for them.
for number in {1..8}; do
    guest_address=192.0.2.10$number describe "g$number" "'bridge=eth0'"
    xl create -p "/lab/g$number.cfg" &
    running+=("$!")
done
for number in {1..8}; do
    wait "${running[number - 1]}"
    equal "xl create of guest $number" 0 $?
done
all_ports=$(for name in "${guests[@]}"; do echo "vif$(xl domid "$name").0"; done | sort | tr '\n' ' ')
equal "all are ports of the bridge" "seth0 $all_ports" "$(ports)"
for number in {1..8}; do
    equal "guest $number is connected" connected "$(key "g$number" 0 hotplug-status)"
done
for number in {1..8}; do
    check "xl unpause of guest $number" xl unpause "g$number"
    boots "g$number" || true
    check "the world pings guest $number" within 5 world ping -c 1 -W 1 "192.0.2.10$number"
done

running=()
for name in "${guests[@]}"; do
    xl destroy "$name" &
    running+=("$!")
done
for number in {1..8}; do
    wait "${running[number - 1]}"
    equal "xl destroy of guest $number" 0 $?
done
