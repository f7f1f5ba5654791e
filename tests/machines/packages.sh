# Functions for scripts that make machines to boot out of Debian's packages, to be sourced. Nothing is installed on this
# machine, and none of it needs root. The script that sources this has a function "stop", which says why and ends it.
#   XEN_LAB_CACHE=DIR    where packages and images are kept                 (~/.cache/xen-shadow-bridge)
#   XEN_LAB_MIRROR=URL   where Debian's packages come from                  (http://deb.debian.org)
# shellcheck shell=bash

machine_mirror=${XEN_LAB_MIRROR:-http://deb.debian.org}

# Where all of it is kept.
machine_cache() {
    echo "${XEN_LAB_CACHE:-${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}/xen-shadow-bridge}"
}

say() {
    printf '%s\n' "$*" >&2
}

# apt_in FOLDER ARGUMENT...: apt for a machine on which nothing is installed, with lists of its own in FOLDER: what is
# installed here, and where this machine gets its packages from, does not matter.
apt_in() {
    local folder=$1 option options=()
    shift
    for option in Dir::State="$folder" Dir::State::status="$folder/status" Dir::Cache="$folder" \
        Dir::Etc::sourcelist="$folder/sources.list" Dir::Etc::sourceparts=/dev/null Dir::Etc::preferencesparts=/dev/null \
        APT::Architecture=amd64 APT::Architectures=amd64 APT::Sandbox::User="$(id --user --name)" \
        APT::Get::AllowUnauthenticated=false Acquire::Retries=3 Acquire::http::Timeout=30; do
        options+=(-o "$option")
    done
    timeout --foreground 900 apt-get -q "${options[@]}" "$@"
}

# fetch_lists FOLDER SUITE: the lists of packages of a suite of Debian, bookworm for one, for apt_in.
fetch_lists() {
    local folder=$1 suite=$2 line lines=("debian $2" "debian $2-updates" "debian-security $2-security")
    if [[ $suite == sid ]]; then
        lines=("debian sid")
    fi
    mkdir -p "$folder"/{lists,archives}/partial
    : >"$folder/status"
    for line in "${lines[@]}"; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $machine_mirror/$line main"
    done >"$folder/sources.list"
    say "Fetching the lists of packages of Debian $suite from $machine_mirror"
    # A list that cannot be had is a warning for apt.
    apt_in "$folder" update --error-on=any >&2 ||
        stop "Debian's package lists could not be had from $machine_mirror. Is there a way to it (http_proxy, XEN_LAB_MIRROR)?"
}

# download_packages FOLDER PACKAGE...: with all that they depend on, into FOLDER/archives.
download_packages() {
    local folder=$1
    shift
    say "Downloading the packages"
    apt_in "$folder" install --yes --download-only --no-install-recommends "$@" | grep '^[A-Z][a-z]*:' >&2 ||
        stop "the packages could not be downloaded from $machine_mirror"
}

# download_bare FOLDER PACKAGE...: these alone, without what they depend on.
download_bare() {
    local folder=$1
    shift
    say "Downloading $*"
    (cd "$folder/archives" && apt_in "$folder" download "$@") >&2 ||
        stop "the packages could not be downloaded from $machine_mirror"
}

# kernel_packages FOLDER: those of the newest kernel. Since Debian 14 it is in several.
kernel_packages() {
    apt_in "$1" install --yes --print-uris --no-install-recommends linux-image-amd64 |
        sed --quiet "s/^'[^']*' \(linux-[a-z]*-[0-9][^_]*\)_.*/\1/p"
}

# unpack_packages FOLDER ROOT [TAR-OPTION...]: all of FOLDER/archives into an empty root.
unpack_packages() {
    local folder=$1 root=$2 package directory
    shift 2
    say "Unpacking them"
    rm -rf "$root"
    mkdir -p "$root"/usr/{bin,sbin,lib,lib64}
    for directory in bin sbin lib lib64; do
        ln -s "usr/$directory" "$root/$directory"
    done
    for package in "$folder"/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" |
            tar --extract --directory "$root" --keep-directory-symlink --no-same-owner "$@"
    done
}

# needed_modules BASE RELEASE MODULE...: the files of modules of the kernel in BASE/lib/modules, each after those that
# it needs.
needed_modules() {
    local base=$1 release=$2 module
    shift 2
    for module in "$@"; do
        /sbin/modprobe --dirname "$base" --set-version "$release" --show-depends "$module" ||
            stop "the kernel $release has no module $module"
    done | sed --quiet 's:^insmod \([^ ]*\).*:\1:p' | awk '!seen[$0]++'
}

# copy_modules BASE RELEASE TARGET MODULE...: those modules, with what they need, and an index.
copy_modules() {
    local base=$1 release=$2 target=$3 file
    shift 3
    mkdir -p "$target/lib/modules/$release"
    cp "$base/lib/modules/$release"/modules.{builtin,builtin.modinfo,order} "$target/lib/modules/$release/"
    needed_modules "$base" "$release" "$@" | while read -r file; do
        install -D --mode=644 "$file" "$target/${file#"$base/"}"
    done
    /sbin/depmod --basedir "$target" "$release"
}

# pack DIRECTORY: an initramfs of it.
pack() {
    (cd "$1" && find . -print0 | cpio --null --create --format=newc --owner=0:0 --quiet)
}
