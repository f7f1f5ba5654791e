# Functions that boot machines in qemu, to be sourced. Each is called in a subshell, for it catches the signals that end
# that, and qemu with it.
# shellcheck shell=bash

# wait_for_machine PROCESS
wait_for_machine() {
    machine=$1
    trap 'kill "$machine" 2>/dev/null; wait "$machine"; exit 1' TERM INT
    wait "$machine" || true
}

# emulate LIMIT CONSOLE OPTION...: runs qemu until the machine switches itself off, LIMIT seconds at most. What the
# machine writes to its first serial line goes to the file CONSOLE.
emulate() {
    local limit=$1 console=$2
    shift 2
    timeout --kill-after=10 "$limit" qemu-system-x86_64 -nodefaults -no-user-config -nographic -no-reboot \
        -serial "file:$console" -monitor none "$@" </dev/null &
    wait_for_machine "$!"
}

# boot_machine LIMIT CONSOLE BEGAN OPTION...: the same by KVM where it works, and without it elsewhere. /dev/kvm proves
# little, so the machine has to begin: it makes the file BEGAN on a share, and is given 30 seconds for that. It has one
# processor where it is emulated: two wait for one another's turn on a real one, and get nowhere on a busy machine.
boot_machine() {
    local limit=$1 console=$2 began=$3 tick
    shift 3
    rm -f "$began"
    if [[ -w /dev/kvm ]]; then
        # qemu may end itself by abort.
        (ulimit -c 0 && emulate "$limit" "$console" -accel kvm -cpu host -smp "$(nproc)" "$@") &
        machine=$!
        trap 'kill "$machine" 2>/dev/null; wait "$machine"; exit 1' TERM INT
        for ((tick = 0; tick < 300; tick++)); do
            if [[ -e $began ]] || ! kill -0 "$machine" 2>/dev/null; then
                break
            fi
            sleep 0.1
        done
        [[ -e $began ]] || kill "$machine" 2>/dev/null || true
        wait "$machine" 2>/dev/null || true
        [[ ! -e $began ]] || return 0
    fi
    # As new a processor as .NET asks for: what newer ones can do takes an emulator long.
    emulate "$limit" "$console" -accel tcg -cpu Nehalem -smp 1 "$@"
}
