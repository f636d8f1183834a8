#!/usr/bin/env bash
# aarch64.sh FOLDER PATTERN - builds the explorer for aarch64 on another machine, and runs its test of
# programs under qemu: of those whose sources the pattern names.
#
# Theory of operation. Debian's arm64 packages, unpacked and never configured, are a sysroot that is
# kept in FOLDER/root. The kit is copied and built there with a clang that has that target; binutils'
# names mean those for aarch64. The tests themselves are this machine's: what they start, the command
# and what it explores, is aarch64's. The kernel starts qemu for it, as registered in a user namespace
# of our own (Linux 6.7), so that this machine stays as it is.
#
# What can't run there: ThreadSanitizer's runtime, which wants addresses that qemu's user mode doesn't
# have; so neither tsan-report nor the exercises' verify. Exit status: 0 all passed, 1 not, 2 wrong use, 3
# something is missing.
set -euo pipefail

SUITE=bookworm
DEBIAN=http://deb.debian.org/debian
PACKAGES=libc6-dev,libgcc-12-dev,libjansson-dev,libdw-dev,libelf-dev,libseccomp-dev,libssl-dev

die() {
    echo "racetrack: aarch64: $1; try: $2" >&2
    exit 3
}

for needed in debootstrap:debootstrap qemu-aarch64:qemu-user aarch64-linux-gnu-ld:binutils-aarch64-linux-gnu \
    dpkg-deb:dpkg unshare:util-linux; do
    command -v "${needed%%:*}" >/dev/null || die "there is no ${needed%%:*}" "apt-get install ${needed#*:}"
done
[ "$(id -u)" = 0 ] || die "debootstrap needs root" "sudo make aarch64"
mkdir -p "$1"
folder=$(cd "$1" && pwd)
pattern=$2
root=$folder/root
[ -n "$(bash -c "ls -d $pattern" 2>/dev/null)" ] || {
    echo "racetrack: aarch64: PROGRAMS=$pattern: there are none; try: PROGRAMS='tests/interleave/ordinary/*.c'" >&2
    exit 2
}
read -r compiler _ < <(sh tools/setup/toolchain.sh)

if [ ! -e "$root/.unpacked" ]; then
    echo "== once: arm64 packages of $SUITE"
    rm -rf "$root"
    debootstrap --foreign --arch=arm64 --variant=minbase --include="$PACKAGES" "$SUITE" "$root" "$DEBIAN" \
        >"$folder/log" 2>&1 || {
        tail -n 5 "$folder/log" >&2
        die "debootstrap failed" "again with a network"
    }
    for package in "$root"/var/cache/apt/archives/*.deb; do
        dpkg-deb -x "$package" "$root"
    done
    touch "$root/.unpacked"
fi

# The tools by which it is built, under the names that the kit calls them by.
bin=$folder/bin
mkdir -p "$bin"
for name in ar as ld nm objcopy objdump strip; do
    ln -sf "$(command -v aarch64-linux-gnu-$name)" "$bin/$name"
done
cat >"$bin/clang" <<END
#!/bin/sh
exec $compiler --target=aarch64-linux-gnu --sysroot=$root "\$@"
END
chmod +x "$bin/clang"

kit=$folder/kit
mkdir -p "$kit"
# Status 1 says that a file was changed meanwhile: somebody is at work.
{ tar --exclude=./build --exclude=./.git --warning=no-file-changed -c . || [ $? = 1 ]; } | tar -C "$kit" -x
# setup would look for ThreadSanitizer's runtime of that architecture, which nothing here needs.
mkdir -p "$kit/build/have/clang"
touch "$kit/build/have/clang/core" "$kit/build/have/clang/tools"
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES
(cd "$kit" && PATH=$bin:$PATH make -s -j2 CC="$bin/clang" INTERLEAVE_JUMP=b INTERLEAVE_16= \
    build/tools/bin/interleave build/interleave/wrap) || die "it doesn't build" "reading what the compiler says"
file=$(od -An -tx1 -j18 -N2 "$kit/build/tools/bin/interleave" | tr -d ' ')
[ "$file" = b700 ] || die "what was built is not for aarch64" "removing $kit"

# In the namespace: registers qemu for aarch64's programs (binfmt_misc), then runs the tests.
# shellcheck disable=SC2016 # expanded there
unshare --user --map-root-user --mount bash -c '
    mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
    head="\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"
    mask="\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff"
    echo ":racetrack-aarch64:M::$head:$mask:$(command -v qemu-aarch64):" >/proc/sys/fs/binfmt_misc/register
    export QEMU_LD_PREFIX=$1 PATH=$2:$PATH INTERLEAVE_PROGRAM=$3 PROGRAMS=$4
    exec build/tests/test_programs --jobs=2' aarch64 "$root" "$bin" "$kit/build/tools/bin/interleave" "$pattern"
