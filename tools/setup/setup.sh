#!/bin/sh
# setup.sh - what the kit needs from the machine: checks it, or installs what is missing.
#
#     setup.sh need GROUP...       silent if all is there; else one line that says what is missing
#     setup.sh install GROUP...    installs what is missing, naming each package first
#
# Groups: core (clang with its TSan runtime), tools (Jansson, elfutils, libcrypto, libseccomp), tests
# (Criterion), sandbox (bubblewrap), grading (libarchive), maintain (clang-format, clang-tidy,
# cppcheck), plot (gnuplot), play (ncurses, for the game), cluster (GNU parallel, Slurm, for `make cluster`; named for Debian and its kin only).
#
# Theory of operation. Whether a thing is there is tried, not looked up: a program that uses it is
# compiled and linked, so that what stands in /usr/local counts too. Only what to install is a
# matter of names, and those stand in one table, packages().
#
# Exit status: 0 all is there, 2 wrong use, 3 something is missing (and can't be installed).
set -u

here=$(dirname "$0")
scratch=

say() {
    echo "racetrack: $*" >&2
}

finish() {
    [ -z "$scratch" ] || rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 3' HUP INT TERM

make_scratch() {
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/racetrack-setup-XXXXXX") || {
        say "setup: can't make a folder in ${TMPDIR:-/tmp}; try: set TMPDIR to another folder"
        exit 3
    }
}

# Reads what toolchain.sh found into compiler, version, lld, symbolizer.
read_toolchain() {
    # shellcheck disable=SC2046 # the words must stay apart
    set -- $(sh "$here/toolchain.sh")
    compiler=$1 version=$2 lld=$3 symbolizer=$4
    with_lld=
    [ "$lld" = - ] || with_lld=-fuse-ld=lld
}

# links SOURCE OPTION...: does a program compile and link?
links() {
    printf '%s\n' "$1" >"$scratch/probe.c"
    shift
    # shellcheck disable=SC2086 # there may be no such option
    "$compiler" $with_lld -o "$scratch/probe" "$scratch/probe.c" "$@" >/dev/null 2>&1
}

# Is that thing there?
have() {
    case $1 in
    clang) [ "$compiler" != - ] && [ "$version" != - ] && [ "$version" -ge 14 ] &&
        command -v "$compiler" >/dev/null ;;
    libc) links '#include <stdio.h>
int main(void) { return 0; }' ;;
    tsan) links 'int main(void) { return 0; }' -fsanitize=thread ;;
    lld) [ "$lld" != - ] ;;
    symbolizer) [ "$symbolizer" != - ] ;;
    jansson) links '#include <jansson.h>
int main(void) { json_decref(json_object()); return 0; }' -ljansson ;;
    elfutils) links '#include <elfutils/libdwfl.h>
int main(void) { return dwfl_errno(); }' -ldw -lelf ;;
    libcrypto) links '#include <openssl/evp.h>
int main(void) { return EVP_sha256() == 0; }' -lcrypto ;;
    libseccomp) links '#include <seccomp.h>
int main(void) { return seccomp_version() == 0; }' -lseccomp ;;
    ncurses) links '#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
int main(void) { cchar_t shown; return setcchar(&shown, L"x", 0, 0, 0) + (newterm(0, 0, 0) != 0); }' -lncursesw ;;
    libarchive) links '#include <archive.h>
int main(void) { return archive_version_number() == 0; }' -larchive ;;
    criterion) links '#include <criterion/criterion.h>
#include <criterion/parameterized.h>
Test(probe, probe) {}' -lcriterion ;;
    bubblewrap) command -v bwrap >/dev/null ;;
    clang-format | clang-tidy) command -v "$1" >/dev/null || command -v "$1-$version" >/dev/null ;;
    munged | slurmctld | slurmd) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

# What a thing is, for a person.
name_of() {
    case $1 in
    clang) echo "clang 14 or newer" ;;
    libc) echo "the C library's headers" ;;
    tsan) echo "ThreadSanitizer's runtime" ;;
    symbolizer) echo "llvm-symbolizer" ;;
    jansson) echo "Jansson" ;;
    elfutils) echo "elfutils (libdw)" ;;
    libcrypto) echo "OpenSSL 3 (libcrypto)" ;;
    criterion) echo "Criterion" ;;
    ncurses) echo "ncurses (with wide characters)" ;;
    *) echo "$1" ;;
    esac
}

# What a group is made of. lld and the symbolizer are good to have: their absence stops nothing.
things_in() {
    case $1 in
    core) echo "clang libc tsan" ;;
    tools) echo "jansson elfutils libcrypto libseccomp" ;;
    tests) echo "criterion" ;;
    sandbox) echo "bubblewrap" ;;
    grading) echo "libarchive" ;;
    maintain) echo "clang-format clang-tidy cppcheck" ;;
    plot) echo "gnuplot" ;;
    play) echo "ncurses" ;;
    cluster) echo "parallel munged slurmctld slurmd sbatch" ;;
    *)
        say "setup: unknown group \"$1\"; try: core, tools, tests, sandbox, grading, maintain, plot, play or cluster"
        exit 2
        ;;
    esac
}
good_to_have() {
    case $1 in
    core) echo "lld symbolizer" ;;
    esac
}

# Are all libraries there, as one program that uses them all? It takes a fifth of the time.
have_libraries() {
    links '#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <elfutils/libdwfl.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <seccomp.h>
Test(probe, probe) { json_decref(json_object()); cr_assert(EVP_sha256() && !dwfl_errno() && seccomp_version()); }' \
        -lcriterion -ljansson -ldw -lelf -lcrypto -lseccomp
}

# missing THING...: those that are not there. Without a compiler nothing else can be tried, so
# everything counts as missing.
missing() {
    with_libraries=no
    case " $* " in
    *" jansson "*" criterion "*) have_libraries && with_libraries=yes ;;
    esac
    for thing in "$@"; do
        case $with_libraries:$thing in
        yes:jansson | yes:elfutils | yes:libcrypto | yes:libseccomp | yes:criterion) continue ;;
        esac
        if [ "$compiler" = - ] && [ "$thing" != clang ] && ! [ -x "$(command -v "$thing")" ]; then
            echo "$thing"
        elif ! have "$thing"; then
            echo "$thing"
        fi
    done
}

find_manager() {
    for manager in apt-get dnf pacman zypper; do
        if command -v $manager >/dev/null; then
            return
        fi
    done
    manager=
}

# The package that brings a thing, by the manager at hand. A clang that is there already gets what
# is of its own version; Debian and its kin keep versions apart, so there the names carry them.
package_for() {
    of_version=
    [ "$version" != - ] && [ -d "/usr/lib/llvm-$version" ] && of_version=-$version
    case $manager:$1 in
    apt-get:clang) echo clang ;;
    apt-get:libc) echo libc6-dev ;;
    apt-get:tsan) apt_tsan_package ;;
    apt-get:lld) echo "lld$of_version" ;;
    apt-get:symbolizer) echo "llvm$of_version" ;;
    apt-get:jansson) echo libjansson-dev ;;
    apt-get:elfutils) echo libdw-dev ;;
    apt-get:libcrypto) echo libssl-dev ;;
    apt-get:libseccomp) echo libseccomp-dev ;;
    apt-get:libarchive) echo libarchive-dev ;;
    apt-get:gnuplot) echo gnuplot-nox ;;
    apt-get:ncurses) echo libncurses-dev ;;
    dnf:ncurses | zypper:ncurses) echo ncurses-devel ;;
    apt-get:munged) echo munge ;;
    apt-get:sbatch) echo slurm-client ;;
    dnf:libarchive | zypper:libarchive) echo libarchive-devel ;;
    apt-get:criterion) echo libcriterion-dev ;;
    apt-get:clang-format | apt-get:clang-tidy) echo "$1$of_version" ;;
    dnf:clang | pacman:clang | zypper:clang) echo clang ;;
    dnf:libc | zypper:libc) echo glibc-devel ;;
    pacman:libc) echo glibc ;;
    dnf:tsan | pacman:tsan) echo compiler-rt ;;
    zypper:tsan) echo clang ;;
    *:lld) echo lld ;;
    *:symbolizer) echo llvm ;;
    dnf:jansson) echo jansson-devel ;;
    zypper:jansson) echo libjansson-devel ;;
    pacman:jansson) echo jansson ;;
    dnf:elfutils) echo elfutils-devel ;;
    zypper:elfutils) echo libdw-devel ;;
    pacman:elfutils) echo elfutils ;;
    dnf:libcrypto) echo openssl-devel ;;
    dnf:libseccomp | zypper:libseccomp) echo libseccomp-devel ;;
    zypper:libcrypto) echo libopenssl-devel ;;
    pacman:libcrypto) echo openssl ;;
    dnf:criterion) echo criterion-devel ;;
    zypper:criterion) echo criterion-devel ;;
    pacman:criterion) echo criterion ;;
    dnf:clang-format | dnf:clang-tidy) echo clang-tools-extra ;;
    pacman:clang-format | pacman:clang-tidy | zypper:clang-format | zypper:clang-tidy) echo clang ;;
    *) echo "$1" ;;
    esac
}

# Debian keeps the runtimes apart, in a package of the compiler's version; Ubuntu 22.04 has them in
# libclang-common, which clang itself brings.
apt_tsan_package() {
    tsan_version=$version
    if [ "$tsan_version" = - ]; then
        tsan_version=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p')
    fi
    if [ -z "$tsan_version" ]; then
        echo clang # apt has no lists yet; whether clang brings it shows in the second round
    elif apt-cache show "libclang-rt-$tsan_version-dev" >/dev/null 2>&1; then
        echo "libclang-rt-$tsan_version-dev"
    else
        echo "libclang-common-$tsan_version-dev"
    fi
}

# What runs the package manager: nothing for root, else sudo. Says no if there is neither.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif command -v sudo >/dev/null; then
        echo sudo
    fi
}

# The manager's arguments that install packages, after its name.
install_arguments() {
    case $manager in
    apt-get) echo "install --yes --no-install-recommends $*" ;;
    dnf) echo "install --assumeyes $*" ;;
    pacman) echo "--sync --needed --noconfirm $*" ;;
    zypper) echo "--non-interactive install $*" ;;
    esac
}

# run_manager ARGUMENT...: as root; apt asks nothing, and waits for another apt to end.
run_manager() {
    root=$(as_root)
    if [ "$manager" = apt-get ]; then
        $root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@"
    else
        $root "$manager" "$@"
    fi
}

# apt knows of no package before its lists were fetched once, and old lists name versions that are
# gone; pacman's too.
refresh() {
    case $manager in
    apt-get) run_manager update >/dev/null ;;
    pacman) run_manager --sync --refresh --noconfirm >/dev/null ;;
    esac || {
        say "setup: $manager could not fetch its package lists; try: connect to a network, then make setup"
        exit 3
    }
}

# names_of THING...: as a list for a person.
names_of() {
    names=
    for thing in "$@"; do
        names="$names${names:+, }$(name_of "$thing")"
    done
    echo "$names"
}

packages_for() {
    for thing in "$@"; do
        package_for "$thing"
    done | sort -u | tr '\n' ' '
}

# One round: installs what is missing of the named things. Fails if nothing can be done.
install_things() {
    find_manager
    if [ -z "$manager" ]; then
        say "missing: $(names_of "$@")"
        say "this machine has none of apt-get, dnf, pacman, zypper; try: install these by hand"
        exit 3
    fi
    [ -z "$(as_root)" ] || refresh
    packages=$(packages_for "$@")
    arguments=$(install_arguments "$packages")
    if [ -z "$(as_root)" ]; then
        say "missing: $(names_of "$@")"
        say "this needs root, and there is no sudo; try: ask an administrator to run: $manager $arguments"
        exit 3
    fi
    echo "installing with $manager:"
    for thing in "$@"; do
        echo "  $(package_for "$thing") ($(name_of "$thing"))"
    done
    # shellcheck disable=SC2086
    run_manager $arguments || {
        say "setup: $manager could not install: $packages; see its message above"
        exit 3
    }
}

need() {
    things=
    for group in "$@"; do
        things="$things $(things_in "$group")" || exit 2
    done
    read_toolchain
    # shellcheck disable=SC2086
    lacking=$(missing $things)
    [ -z "$lacking" ] && return
    # Without a compiler, nothing else could be tried: one thing at a time.
    case $lacking in
    clang*) lacking=clang ;;
    esac
    case $lacking in
    bubblewrap) with=" SANDBOX=1" ;;
    gnuplot) with=" PLOT=1" ;;
    ncurses) with=" play" ;;
    *) with= ;;
    esac
    # shellcheck disable=SC2086
    say "missing: $(names_of $lacking); try: make setup$with"
    exit 3
}

install() {
    things=
    for group in "$@"; do
        things="$things $(things_in "$group") $(good_to_have "$group")" || exit 2
    done
    # Twice: only with a compiler can it be tried what else is there.
    for _ in 1 2; do
        read_toolchain
        # shellcheck disable=SC2086
        lacking=$(missing $things)
        [ -z "$lacking" ] && return
        # shellcheck disable=SC2086
        install_things $lacking
    done
    need "$@"
}

[ $# -ge 2 ] || {
    say "usage: setup.sh need|install GROUP..."
    exit 2
}
verb=$1
shift
make_scratch
for group in "$@"; do
    things_in "$group" >/dev/null
done
case $verb in
need) need "$@" ;;
install) install "$@" ;;
*)
    say "usage: setup.sh need|install GROUP..."
    exit 2
    ;;
esac
