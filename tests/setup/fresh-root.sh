#!/usr/bin/env bash
# fresh-root.sh - command lines on a machine that has nothing: a minimal Debian, git and make.
#
#     tests/setup/fresh-root.sh [--suite NAME] [--with PACKAGE]... [--working-tree | --from FOLDER] -- COMMAND...
#     tests/setup/fresh-root.sh --with clang-19 -- 'make setup tsan EX=1' 'make setup check'
#
# --suite is the Debian release: bookworm (12, if left out) or trixie (13).
# --with installs a package beforehand (without what it recommends: the harder case).
# --working-tree takes the project as it stands, without build/, instead of a clone of HEAD; --from
# takes that folder.
# Exit status: 0 every command's was 0, 1 some command's was not, 2 wrong use, 3 the machine lacks
# something. `make tsan` ends with 2 where it finds a race.
#
# Theory of operation. debootstrap makes the root once and it is kept as a tar in build/fresh-root;
# every run unpacks one of its own and removes it. Each command runs in new mount and process
# namespaces, of which that is the root (not under chroot, in which the kernel allows no sandbox):
# whatever it mounts or leaves running ends with it. Packages come from where
# this machine gets them, if it is of that release itself, and through its proxy. This is no sandbox:
# the commands are root's, and use the network.
set -euo pipefail

SUITE=bookworm
DEBIAN=http://deb.debian.org/debian
DEBIAN_SECURITY=http://deb.debian.org/debian-security
INCLUDED=git,make,ca-certificates

die() {
    echo "racetrack: fresh-root: $2; try: $3" >&2
    exit "$1"
}

with=()
project=$(cd "$(dirname "$0")/../.." && pwd)
from=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    case $1 in
    --with)
        case ${2:---} in --) die 2 "--with what?" "--with clang-19" ;; esac
        with+=("$2")
        shift
        ;;
    --suite)
        case ${2:---} in --) die 2 "--suite what?" "--suite trixie" ;; esac
        SUITE=$2
        shift
        ;;
    --working-tree) from=$project ;;
    --from)
        [ -d "${2:-}" ] || die 2 "--from ${2:-}: there is no such folder" "--from FOLDER"
        from=$(cd "$2" && pwd)
        shift
        ;;
    *) die 2 "there is no option $1" "--suite NAME, --with PACKAGE, --working-tree, --from FOLDER, or -- and the commands" ;;
    esac
    shift
done
[ $# -ge 2 ] || die 2 "no commands" "$0 -- 'make setup tsan EX=1'"
shift
[ "$(id -u)" = 0 ] || die 3 "this needs root, to mount" "sudo $0"
for needed in debootstrap unshare git; do
    command -v "$needed" >/dev/null || die 3 "there is no $needed" "apt-get install $needed"
done

kept=$project/build/fresh-root
base=$kept/$SUITE.tar
mkdir -p "$kept"
work=$(mktemp -d "$kept/run-XXXXXX")
root=$work/root
running=

# Ends what runs in the namespaces: with their first process, all others end, before it is waited
# for; then nothing can write into the root any more.
# shellcheck disable=SC2317 # the traps call it
clean_up() {
    if [ -n "$running" ]; then
        pkill -KILL -P "$running" || true
        wait "$running" || true
    fi
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 3' HUP INT TERM

# The proxy: of the environment, or of apt.
if command -v apt-config >/dev/null; then
    eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
fi
environment=(HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
for name in http_proxy https_proxy no_proxy; do
    [ -z "${!name:-}" ] || {
        export "${name?}"
        environment+=("$name=${!name}")
    }
done

# The first place from which this machine fetches that release's packages; nothing if it is another.
mirror_here() {
    command -v apt-get >/dev/null || return 0
    # shellcheck disable=SC2016 # apt expands it
    apt-get indextargets --format '$(REPO_URI)' "Codename: $SUITE" 2>/dev/null | sed -n 1p
}

# Writes where the root's apt gets its packages: as here, else as any Debian of that release.
write_sources() {
    local apt=$1/etc/apt file
    rm -f "$apt/sources.list"
    if command -v apt-config >/dev/null; then
        apt-config dump | grep -E '^Acquire::(https?|Check-|Retries)' \
            >"$apt/apt.conf.d/00-as-outside" || true
    fi
    if [ -n "$mirror" ]; then
        for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
            /etc/apt/sources.list.d/*.sources; do
            [ -e "$file" ] && grep -q "$SUITE" "$file" && cp "$file" "$apt/sources.list.d/"
        done
    else
        cat >"$apt/sources.list" <<END
deb $DEBIAN $SUITE main
deb $DEBIAN $SUITE-updates main
deb $DEBIAN_SECURITY $SUITE-security main
END
    fi
}

make_base() {
    local mirror
    mirror=$(mirror_here)
    echo "== once: debootstrap $SUITE from ${mirror:-$DEBIAN}"
    debootstrap --variant=minbase --include=$INCLUDED $SUITE "$root" "${mirror:-$DEBIAN}" \
        >"$work/log" 2>&1 || {
        tail -n 20 "$work/log" >&2
        die 3 "debootstrap failed" "again with a network"
    }
    write_sources "$root"
    rm -rf "$root"/var/cache/apt/archives/*.deb
    tar -C "$root" --one-file-system -cf "$work/base.tar" .
    mv "$work/base.tar" "$base"
}

copy_project() {
    local copy=$root/root/racetrack
    if [ -z "$from" ]; then
        git clone --quiet "$project" "$copy"
        return
    fi
    mkdir "$copy"
    # Status 1 says that a file was changed meanwhile: somebody is at work.
    { tar -C "$from" --exclude=./build --warning=no-file-changed -c . || [ $? = 1 ]; } |
        tar -C "$copy" --no-same-owner -x
}

# What the namespaces' first process does, in the root's folder: a /proc of their own, and a /dev
# with what every machine has and nothing of this one's disks.
# shellcheck disable=SC2016 # expanded by that process
FIRST_PROCESS='
set -e
mount --bind "$PWD" "$PWD"
cd "$PWD"
mount -t proc proc proc
mount -t sysfs -o ro sys sys
mount -t tmpfs -o mode=755 dev dev
for device in null zero full random urandom tty; do
    : >dev/$device
    mount --bind /dev/$device dev/$device
done
mkdir -m 755 dev/pts
mkdir -m 1777 dev/shm
mount -t devpts -o newinstance,ptmxmode=666 pts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for stream in stdin:0 stdout:1 stderr:2; do
    ln -s /proc/self/fd/${stream#*:} dev/${stream%:*}
done
command=$1
shift
mkdir outside
pivot_root . outside
umount --lazy /outside
rmdir /outside
exec env -i "$@" sh -c "cd /root/racetrack; eval \"\$1\"" sh "$command"'

# inside COMMAND: runs it in the root, in the project's folder; its exit status is the command's.
inside() {
    local status=0
    cd "$root"
    unshare --mount --pid --fork --kill-child \
        sh -c "$FIRST_PROCESS" sh "$1" "${environment[@]}" </dev/null &
    running=$!
    cd "$project"
    wait "$running" || status=$?
    running=
    return "$status"
}

[ -e "$base" ] || make_base
rm -rf "$root"
mkdir "$root"
tar -C "$root" -xf "$base"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
copy_project

if [ ${#with[@]} -gt 0 ]; then
    echo "== beforehand: ${with[*]}"
    inside "export DEBIAN_FRONTEND=noninteractive
        apt-get -q update && apt-get -q install --yes --no-install-recommends ${with[*]}" \
        >"$work/log" 2>&1 || {
        tail -n 20 "$work/log" >&2
        die 3 "${with[*]} could not be installed" "another package"
    }
fi
failed=0
for command in "$@"; do
    echo "== $command"
    status=0
    inside "$command" || status=$?
    echo "== exit status $status"
    [ "$status" = 0 ] || failed=1
done
exit "$failed"
