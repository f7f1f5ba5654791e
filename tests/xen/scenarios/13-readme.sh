# The README: what it says of xl on Debian, typed as it stands there
# Boots: plain
# Limit: 300 s
# shellcheck shell=bash

# The commands of that section, without what stands behind them.
typed() {
    sed -n '/^### xl on Debian/,/^### Older/s/^    //p' /lab/README.md | sed 's/  *#.*//'
}

configure_nic
cp /etc/xen/xl.conf /lab/xl.conf
: >/etc/xen/xl.conf
echo 'INTERFACES=""' >/etc/default/bridge-shadow

equal "the section has the commands that this scenario is for" \
    "apt bridge-shadow bridge-shadow bridge-shadow bridge-shadow echo xen-bridge-doctor xen-vif-script xl " \
    "$(typed | grep -vE '^(make|vif|well|all|\.)' | cut -d ' ' -f 1 | sort | tr '\n' ' ')"
mapfile -t lines <<<"$(typed)"
for line in "${lines[@]}"; do
    case $line in
        # What cannot be in dom0: a feed of packages, and an init that enables anything.
        apt*) ;;
        "bridge-shadow enable "*) echo "INTERFACES=\"${line##* }\"" >/etc/default/bridge-shadow ;;
        "vif = "*)
            vifs=${line#*\[}
            guest_address=192.0.2.51 describe web "${vifs%]*}"
            mv /lab/web.cfg /etc/xen/web.cfg
            ;;
        bridge-shadow* | xen-vif-script* | echo* | xl*) check "$line" bash -c "$line" ;;
        xen-bridge-doctor*)
            check "the guest boots" boots web
            check "$line" bash -c "$line"
            matches "it says that all is well" '^all is well$' "$(xen-bridge-doctor)"
            ;;
    esac
done

id=$(xl domid web)
check "the guest's port is on the bridge" on_bridge "vif$id.0"
equal "our script put it there" /etc/xen/scripts/vif-bridge-shadow "$(key web 0 script)"
pings "the guest pings the world" web 192.0.2.1
pings "the world pings the guest" world 192.0.2.51

check "xl destroy" xl destroy web
no_guest_left
check "the way back: bridge-shadow stop" bridge-shadow stop
check "the way back: xen-vif-script stock" xen-vif-script stock
rm -f /etc/xen/web.cfg
mv /lab/xl.conf /etc/xen/xl.conf
