# What the parts of this suite share. Each check prints a line PASS or FAIL; run counts them.
# shellcheck shell=bash

pass() {
    echo "PASS $1"
}

# fail NAME [WHAT...]: WHAT is what was seen.
fail() {
    echo "FAIL $1"
    shift
    if [[ $# -gt 0 && -n $* ]]; then
        printf '%s\n' "$@" | head -n 40 | sed 's/^/     /'
    fi
}

# check NAME COMMAND...: passes where the command succeeds; else shows what it printed.
check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        pass "$name"
    else
        fail "$name" "$output"
    fi
}

equals() {
    [[ $2 == "$1" ]] && return
    if [[ $1$2 == *$'\n'* ]]; then
        diff --label wanted --label seen --unified=0 <(echo "$1") <(echo "$2")
    else
        printf 'wanted: %s\nseen:   %s\n' "$1" "$2"
    fi
    return 1
}

contains() {
    [[ $2 == *"$1"* ]] || { printf 'wanted, somewhere in it: %s\nseen: %s\n' "$1" "$2" && return 1; }
}

lacks() {
    [[ $2 != *"$1"* ]] || { printf 'not wanted in it: %s\nseen: %s\n' "$1" "$2" && return 1; }
}

# fails COMMAND...
fails() {
    ! "$@"
}

# enter_root NAME: unpacks the root of that name and mounts what programs expect; run in namespaces. Sets root.
enter_root() {
    root=$PACKAGE_WORK/root-$1-$$
    mkdir -p "$root"
    tar --extract --file="$PACKAGE_CACHE/$1.tar" --directory="$root"
    mount -t proc proc "$root/proc"
    mount -t sysfs sysfs "$root/sys"
    mount -t tmpfs tmpfs "$root/run"
    mount -t tmpfs tmpfs "$root/tmp"
}

# in_root COMMAND...: in the root that was entered.
in_root() {
    timeout --foreground 120 chroot "$root" /usr/bin/env -i \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        LC_ALL=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}

# wait_until COMMAND...: at most 10 seconds.
wait_until() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        if "$@" >/dev/null 2>&1; then
            return
        fi
        sleep 0.1
    done
    return 1
}

# A link eth0 with an address and a route, as a host has it before; and a guest's vif.
make_links() {
    ip link add eth0 type veth peer name wire0
    ip link add vif1.0 type veth peer name guest0
    ip link set wire0 up
    ip link set guest0 up
    ip link set eth0 up
    ip address add 192.0.2.10/24 dev eth0
    ip route add default via 192.0.2.1
    wait_until no_tentative
}

no_tentative() {
    [[ -z $(ip -6 address show tentative) ]]
}

# All that a live bridge is, but for what goes on changing by itself.
network_state() {
    ip -details -oneline link show | sed 's/ [a-z_]*_timer *[0-9.]*//g'
    ip -oneline address show | sed 's/ \(valid\|preferred\)_lft [^ ]*//g'
    ip route show table all
    ip -6 route show table all
    in_root nft list ruleset
}
