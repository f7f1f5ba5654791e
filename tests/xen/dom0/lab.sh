# shellcheck shell=bash
# lab.sh: what scenarios are written with. Each check gives one line of /lab/out/results: "PASS SCENARIO: WHAT",
# or "FAIL SCENARIO: WHAT (WHY)". What commands say goes to the scenario's log.

: "${scenario:?}"
backends=/local/domain/0/backend/vif
console_logs=/var/log/xen/console

# --- Results ---------------------------------------------------------------------------------------------------------

result() {
    local line="$1 $scenario: ${2//$'\n'/ | }" uptime
    echo "$line" >>/lab/out/results
    echo "LAB: $line" >/dev/console
    read -r uptime _ </proc/uptime
    echo "[$uptime] $line"
}

# milliseconds_since VALUE-OF-EPOCHREALTIME
milliseconds_since() {
    echo $(((${EPOCHREALTIME/./} - ${1/./}) / 1000))
}

# tenths NUMBER: 123 is 12.3
tenths() {
    echo "$(($1 / 10)).$(($1 % 10))"
}

# check WHAT COMMAND...: it succeeds.
check() {
    local what=$1 output status=0
    shift
    output=$("$@" 2>&1) || status=$?
    printf '%s\n' "\$ $*" "$output"
    if [[ $status -eq 0 ]]; then
        result PASS "$what"
    else
        result FAIL "$what ($1: status $status: $(tail -n 3 <<<"$output" | tr '\n' '|'))"
    fi
    return "$status"
}

# check_not WHAT COMMAND...: it fails, and not because it cannot be run.
check_not() {
    local what=$1 output status=0
    shift
    output=$("$@" 2>&1) || status=$?
    printf '%s\n' "\$ $*" "$output"
    if [[ $status -ne 0 && $status -lt 124 ]]; then
        result PASS "$what"
    else
        result FAIL "$what ($1 ended with status $status: $(tail -n 3 <<<"$output" | tr '\n' '|'))"
    fi
}

# equal WHAT WANTED FOUND
equal() {
    if [[ $2 == "$3" ]]; then
        result PASS "$1"
    else
        result FAIL "$1 (wanted '$2', found '$3')"
    fi
}

# matches WHAT PATTERN TEXT: the text has a line that matches an extended regular expression.
matches() {
    if grep -qE "$2" <<<"$3"; then
        result PASS "$1"
    else
        result FAIL "$1 (no '$2' in: $(tail -n 3 <<<"$3" | tr '\n' '|'))"
    fi
}

# within SECONDS COMMAND...: succeeds as soon as the command does.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [[ $SECONDS -lt $end ]] || return 1
        sleep 0.1
    done
}

not() {
    ! "$@"
}

# --- The host --------------------------------------------------------------------------------------------------------

world() {
    nsenter --net=/run/netns/world "$@"
}

is_link() {
    ip link show "$1"
}

link_has() {
    ip -d link show dev "$1" | grep -qE "$2"
}

# on_bridge LINK [BRIDGE]
on_bridge() {
    link_has "$1" " master ${2:-eth0} "
}

store() {
    xenstore-read "$1" 2>/dev/null
}

# backend_of GUEST DEVICE: its path in the store.
backend_of() {
    echo "$backends/$(xl domid "$1")/$2"
}

# key GUEST DEVICE NAME: of the backend.
key() {
    store "$(backend_of "$1" "$2")/$3"
}

# All ports of eth0.
ports() {
    ip -o link show master eth0 | sed 's/^[0-9]*: \([^:@]*\).*/\1/' | sort | tr '\n' ' '
}

# pings WHAT FROM TO: dom0, world or a guest pings an address.
pings() {
    case $2 in
        dom0) check "$1" ping -c 1 -W 3 "$3" ;;
        world) check "$1" world ping -c 1 -W 3 "$3" ;;
        *) check "$1" guest "$2" ping -c 1 -W 3 "$3" ;;
    esac
}

# The NIC as a host has it that was never told of Xen.
configure_nic() {
    ip link set eth0 up
    ip address replace 192.0.2.10/24 dev eth0
    ip -6 address replace 2001:db8::10/64 dev eth0 nodad
    ip route replace default via 192.0.2.1
}

bridge_up() {
    configure_nic
    bridge-shadow start eth0 && network-bridge-additional start bridge=eth0
}

# --- Guests ----------------------------------------------------------------------------------------------------------

# describe NAME VIFS [LINE...]: writes NAME.cfg, for a paravirtual guest that gives itself $guest_address.
describe() {
    local name=$1 vifs=$2
    shift 2
    printf '%s\n' "name = '$name'" "type = 'pv'" "kernel = '/lab/vmlinux'" "ramdisk = '/lab/guest.img'" \
        "extra = 'console=hvc0 quiet address=${guest_address-}'" "memory = 128" "vif = [ $vifs ]" "$@" >"/lab/$name.cfg"
    rm -f "$console_logs/guest-$name.log"
}

# describe_hvm NAME VIF: the same for a fully virtualised guest. Its card's firmware asks for an address, which is
# traffic enough; an operating system would take minutes to load in an emulator within an emulator.
describe_hvm() {
    # Firmware that finds nothing to boot resets the guest after a while; xl would make it anew, also behind an `xl destroy`.
    printf '%s\n' "name = '$1'" "type = 'hvm'" "memory = 128" "boot = 'n'" "vif = [ '$2' ]" "on_reboot = 'preserve'" \
        >"/lab/$1.cfg"
}

# learned LINK MAC: the bridge has let a frame with that sender in through the link.
learned() {
    bridge fdb show dev "$1" | grep -q "^$2 "
}

# boots NAME [SECONDS]: waits for a guest.
boots() {
    within "${2:-60}" grep -aq "^guest is up" "$console_logs/guest-$1.log"
}

# guest NAME COMMAND...: runs it in the guest; its output and status are this command's.
guest() {
    local name=$1 number=${EPOCHREALTIME/./} log=$console_logs/guest-$1.log answer
    shift
    # One line, whatever it looked like.
    set -- "${*//$'\n'/;}"
    echo "$number $*" >"$(store "/local/domain/$(xl domid "$name")/console/tty")"
    if ! within 30 grep -aq "^$number=" "$log"; then
        echo "the guest $name does not answer"
        return 99
    fi
    sed -n "s/\r//; s/^$number> //p" "$log"
    answer=$(sed -n "s/\r//; s/^$number=//p" "$log")
    return "$answer"
}

# starts NAME ADDRESS [VIF]: a guest that is up, with an address.
starts() {
    guest_address=$2 describe "$1" "'${3:-bridge=eth0}'"
    check "xl create $1" xl create "/lab/$1.cfg" && check "the guest $1 boots" boots "$1" 120
}

# fails_with WHAT PATTERN NIC: xl creates no guest with such a NIC, says why, and nothing of the guest stays.
fails_with() {
    local output status=0
    describe bad "'$3'"
    output=$(xl create /lab/bad.cfg 2>&1) || status=$?
    echo "$output"
    equal "$1: xl fails" 3 "$status"
    matches "$1: xl says why" "$2" "$output"
    check_not "$1: no guest" xl domid bad
}

# --- Nothing left ----------------------------------------------------------------------------------------------------

leftover_links() {
    ip -o link | grep -oE ' (vif|tap)[0-9][^:@]*|[^ :]*-emu'
}

leftover_keys() {
    xenstore-ls "$backends" 2>/dev/null | grep -E 'hotplug|state|bridge'
}

leftover_rules() {
    nft list ruleset 2>/dev/null | grep -E 'vif|-emu|fe:ff|00:16:3e'
}

# Held locks and hooks' files; the file whose bytes are locked stays, and so do whether new guests are guarded and the socket
# that takes what has to be closed later.
leftover_locks() {
    local file=/run/xen-hotplug/lock inode
    find /run/xen-hotplug -mindepth 1 ! -path "$file" ! -path /run/xen-hotplug/antispoof \
        ! -path /run/xen-hotplug/closing 2>/dev/null
    if [[ -e $file ]]; then
        inode=$(stat -c %i "$file")
        grep ":$inode " /proc/locks
    fi
}

no_guest_left() {
    within 15 not leftover_links
    equal "no guest" 1 "$(xl list | sed 1d | wc -l)"
    equal "no guest's link" "" "$(leftover_links)"
    equal "no guest's keys" "" "$(leftover_keys)"
    equal "no rule" "" "$(leftover_rules)"
    equal "no lock" "" "$(leftover_locks)"
}

# What each scenario ends with.
nothing_left() {
    no_guest_left
    if [[ -d /sys/class/net/eth0/bridge ]]; then
        equal "no port but the uplink" "seth0 " "$(ports)"
        check "network-bridge-additional stop" network-bridge-additional stop bridge=eth0
        check "bridge-shadow stop" bridge-shadow stop eth0
    fi
    equal "no bridge" "" "$(ip -o link show type bridge)"
    equal "nothing of bridge-shadow in /run" "" "$(find /run/bridge-shadow -type f 2>/dev/null)"
}

# So that a scenario that failed does not take the next ones with it.
clean_up() {
    local id link
    for id in $(xl list | awk 'NR > 1 && $2 > 0 { print $2 }'); do
        xl destroy "$id"
    done
    if [[ -d /sys/class/net/eth0/bridge ]]; then
        bridge-shadow stop --force eth0
    fi
    for link in $(ip -o link show type bridge | cut -d : -f 2); do
        ip link delete "$link"
    done
    rm -f /etc/xen/xen-hotplug.conf
}
