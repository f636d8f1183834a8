#!/bin/sh
# grade.sh KIT.tar.gz SUBMISSION RESULTS - grades one student's folder on a platform's machine, with
# the kit in that archive. What came out is in RESULTS, under the name "work": RESULTS/feedback/work.md
# for a person, and a file for each platform, see tools/grade.
#
# Theory of operation. A platform starts a fresh machine for each submission. Where its image holds
# this kit already built (in $RACETRACK, or in /opt/racetrack; install.sh puts it there), that is used;
# a kit that isn't the one in the archive is not. Else the archive is unpacked and built first, which
# takes a minute or two. The machine is thrown away afterwards, so where no sandbox is available,
# as in a container, what was handed in is run without one.
#
# SEED and WEIGHTS (a path from the root) go to make grade.
#
# Exit status: 0 graded, whatever the verdicts; 2 wrong use; 3 the machine could not judge all: a
# platform must then say that the grader failed, for a machine's fault is nobody's mark of zero.
set -eu

if [ $# -ne 3 ]; then
    echo "racetrack: grade.sh: expected a kit, a submission and a folder of results" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
kit=$(cd "$(dirname "$1")" && pwd)/${1##*/}
submission=$(cd "$2" && pwd)
mkdir -p "$3"
results=$(cd "$3" && pwd)
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES

scratch=
trap '[ -z "$scratch" ] || rm -rf "$scratch"' EXIT
trap 'exit 3' HUP INT TERM

# The folder that holds this kit built, or nothing.
find_built() {
    sum=$(sha256sum "$kit" | cut -d ' ' -f 1)
    for folder in "${RACETRACK:-/opt/racetrack}" /opt/racetrack; do
        if [ "$(cat "$folder/.kit" 2>/dev/null)" = "$sum" ]; then
            echo "$folder"
            return
        fi
    done
}

# A place of our own for the kit: where the built one can't be written to, a copy of it.
settle() {
    built=$(find_built)
    if [ -n "$built" ] && [ -w "$built/build" ]; then
        echo "$built"
    elif [ -n "$built" ]; then
        cp -a "$built" "$1/racetrack"
        echo "$1/racetrack"
    else
        sh "$here/install.sh" "$kit" "$1/racetrack" bare >&2
        echo "$1/racetrack"
    fi
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/racetrack-XXXXXX")
cd "$(settle "$scratch")"
make -s grade SUBMISSIONS="$submission" STUDENT=work RESULTS="$results" UNSAFE=1 ${SEED:+SEED="$SEED"} \
    ${WEIGHTS:+WEIGHTS="$WEIGHTS"} >&2
