# Timing: hotplug events under xl, of our vif-bridge and of Xen's own
# Boots: plain
# Limit: 300 s
# shellcheck shell=bash

turns=6
check "the host is bridged" bridge_up
for kind in ours stock; do
    ln -sf /lab/timed-script "/etc/xen/scripts/timed-$kind"
done
describe a ""
check "a guest without NICs" xl create /lab/a.cfg
check "it boots" boots a
rm -f /lab/events
for ((turn = 0; turn < turns; turn++)); do
    for kind in ours stock; do
        xl network-attach a bridge=eth0 "script=timed-$kind" && xl network-detach a 0
    done
done
check "xl destroy" xl destroy a
rm -f /etc/xen/scripts/timed-*

# median KIND EVENT: in tenths of a millisecond.
median() {
    sed -n "s/^$1 $2 //p" /lab/events | sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}
for event in online offline; do
    ours=$(median ours $event)
    stock=$(median stock $event)
    equal "$event was timed $turns times each" "$turns $turns" \
        "$(grep -c "^ours $event" /lab/events) $(grep -c "^stock $event" /lab/events)"
    result TIME "$event: ours $(tenths "$ours") ms, Xen's own $(tenths "$stock") ms (medians of $turns): 1 to $(tenths $((stock * 10 / ours)))"
done
