#!/usr/bin/env bash
# fresh-root.sh - the README's commands, in a minimal Debian 12 that has nothing but git and make.
#
#     tests/setup/fresh-root.sh [--with PACKAGE ...] -- 'make setup tsan' 'make setup check'
#
# For maintainers, as root; debootstrap makes the root (kept under build/roots, and copied for each
# run). --with installs packages beforehand: clang-19, to see what setup does about another compiler.
# The project is cloned into it from HEAD. Commands run in mount and process namespaces of their
# own, so nothing stays mounted or running. Exit status: the number of commands that failed.
set -euo pipefail
cd "$(dirname "$0")/../.."

die() {
    echo "racetrack: fresh-root: $1; try: $2" >&2
    exit 3
}

with=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    case $1 in
    --with)
        with+=("${2:?a package}")
        shift 2
        ;;
    *) die "unknown option $1" "--with PACKAGE, then --, then the commands" ;;
    esac
done
shift || die "no commands" "-- 'make setup tsan'"

[ "$(id -u)" = 0 ] || die "chroot needs root" "sudo $0"
command -v debootstrap >/dev/null || die "there is no debootstrap" "apt-get install debootstrap"

roots=$PWD/build/roots
base=$roots/base
root=$roots/run-$$
mkdir -p "$roots"
trap 'rm -rf "$root"' EXIT

if [ ! -e "$base/.made" ]; then
    rm -rf "$base"
    debootstrap --variant=minbase --include=git,make,ca-certificates bookworm "$base" \
        http://deb.debian.org/debian
    # This machine's own ways to the packages: sources, with security updates, and any proxy.
    cp -r /etc/apt/sources.list.d/*.sources /etc/apt/apt.conf.d "$base/etc/apt/" 2>/dev/null || true
    cat >"$base/etc/apt/sources.list" <<'END'
deb http://deb.debian.org/debian bookworm main
deb http://deb.debian.org/debian bookworm-updates main
deb http://deb.debian.org/debian-security bookworm-security main
END
    touch "$base/.made"
fi
cp -a "$base" "$root"
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp /etc/hosts "$root/etc/hosts"
git clone --quiet . "$root/root/racetrack"

# inside COMMAND: runs it in the clone, in the root
inside() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare --mount --pid --fork --kill-child sh -c '
        mount -t proc proc "$1/proc" && mount -t sysfs sys "$1/sys" && mount --rbind /dev "$1/dev" && shift_root=$1 &&
        exec chroot "$shift_root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
            sh -c "cd /root/racetrack && $2"' sh "$root" "$1" </dev/null
}

if [ ${#with[@]} -gt 0 ]; then
    echo "== beforehand: ${with[*]}"
    inside "apt-get -q update && apt-get -q install -y --no-install-recommends ${with[*]}" >/dev/null
fi
failed=0
for command in "$@"; do
    echo "== $command"
    status=0
    inside "$command" || status=$?
    echo "== exit status $status"
    [ "$status" = 0 ] || failed=$((failed + 1))
done
exit "$failed"
