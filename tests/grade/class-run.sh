#!/bin/sh
# class-run.sh whole|kills|shards FOLDER GRADE... - grades the class that class.sh made in FOLDER.
#
#   whole    twice, each time from nothing: every verdict as planted, the same again to the byte,
#            nothing left behind; says what it cost
#   kills    ten times killed (kill -9), each after more results than the one before, at a moment drawn
#            from KILL_SEED, and resumed: the same, to the byte, as without; nothing left behind by any
#   shards   in four shards, under GNU parallel and as a Slurm job array (slurm.sh), and merged: the same, to the byte, as in one go
#
# GRADE... is the command that grades, all but --results=; ALONE names the program that tells what a
# command left behind.
set -eu
what=$1
class=$2
shift 2

fail() {
    echo "class: $*" >&2
    exit 1
}

# What a submission could leave in files: in the places that all may write to, and in ours.
TMPDIR=$class/tmp
export TMPDIR
mkdir -p "$TMPDIR"
owner=$(if [ "$(id -u)" = 0 ]; then echo 65533; else id -u; fi) # sandbox.h
# shellcheck disable=SC2012 # names are only compared
places() { find /tmp /var/tmp /dev/shm -maxdepth 1 -user "$owner" 2>/dev/null | sort; }
places >"$class/places"
clean() {
    places | comm -13 "$class/places" - | sed 's/^/left behind: /' | grep . && fail "files are left"
    find "$TMPDIR" -mindepth 1 | sed 's/^/left behind: /' | grep . && fail "temporary files are left"
    return 0
}

# grade FOLDER ARGUMENT...: grades into it, and looks at what is left.
grade() {
    results=$1
    shift
    status=0
    "$ALONE" "$@" --results="$results" "$class/s" >"$results.out" 2>"$results.err" || status=$?
    [ "$status" = 0 ] || { tail -n 5 "$results.err" >&2; fail "grade ended with status $status"; }
    clean
    if find build/grading -mindepth 1 ! -name lock | grep .; then fail "that is left"; fi
}

same() {
    diff -r -x .lock -x timings.csv -x results -x sources "$1" "$2" >"$class/differs" ||
        { head -n 20 "$class/differs" >&2; fail "$1 and $2 differ"; }
}

costs() { tail -n 2 "$1.err"; }

count_of() { find "$1/results" -name '*.json' 2>/dev/null | wc -l; }

case $what in
whole)
    rm -rf "$class/r" "$class/again"
    grade "$class/r" "$@"
    costs "$class/r"
    sh tests/grade/compare.sh "$class/planted" "$class/r/grades.csv"
    echo "every verdict is as planted, and nothing is left behind"
    [ -z "${TWICE-1}" ] && exit 0
    grade "$class/again" "$@"
    costs "$class/again"
    same "$class/r" "$class/again"
    echo "the same again, to the byte"
    ;;
kills)
    rm -rf "$class/r" "$class/killed"
    began=$(date +%s)
    grade "$class/r" "$@"
    took=$(($(date +%s) - began + 1))
    count=$(count_of "$class/r")
    : "${KILL_SEED:=$(date +%s)}"
    moments=$(awk -v seed="$KILL_SEED" -v took="$took" -v count="$count" 'BEGIN {
        srand(seed)
        for (i = 1; i <= 10; i++) printf "%d:%.2f ", 1 + int((i - rand()) * (count - 1) / 11), rand() * took / count
    }')
    echo "without a kill: $count results in $took s; kills (KILL_SEED=$KILL_SEED, results:seconds) $moments"
    for moment in $moments; do
        status=0
        "$ALONE" -k "${moment#*:}" "$class/killed/results" "${moment%:*}" "$@" --results="$class/killed" "$class/s" >/dev/null 2>"$class/err" || status=$?
        [ "$status" = 137 ] || { cat "$class/err"; fail "it wasn't killed: status $status"; }
        there=$(count_of "$class/killed")
        echo "  killed ${moment#*:} s after ${moment%:*} results: $there of $count are there"
        [ "$there" -ge "${moment%:*}" ] || fail "results are lost"
    done
    [ "$there" -lt "$count" ] || fail "the last kill came after the last result"
    grade "$class/killed" "$@"
    same "$class/r" "$class/killed"
    echo "the same, to the byte, as without a kill"
    ;;
shards)
    rm -rf "$class/r" "$class"/shard* "$class/merged"
    grade "$class/r" "$@"
    for engine in parallel slurm; do
        case $engine in
        parallel)
            "$ALONE" parallel --will-cite --jobs 2 --quote "$@" --jobs=1 --shard={}/4 \
                --results="$class/shard{}" "$class/s" ::: 1 2 3 4 >"$class/$engine.out" 2>&1
            ;;
        slurm)
            "$ALONE" sh tests/grade/slurm.sh "$class/slurm" 4 "$@" --jobs=1 --shard=@/4 \
                --results="$class/shard@" "$class/s" >"$class/$engine.out" 2>&1
            ;;
        esac || { tail -n 20 "$class/$engine.out" >&2; fail "$engine failed"; }
        clean
        for shard in 1 2 3 4; do
            echo "$engine: shard $shard: $(find "$class/shard$shard/results" -name '*.json' | wc -l) gradings"
        done
        "$@" --results="$class/merged" merge "$class/shard1" "$class/shard2" "$class/shard3" \
            "$class/shard4" >/dev/null
        same "$class/r" "$class/merged"
        echo "$engine: the same, to the byte, as in one go"
        rm -rf "$class"/shard* "$class/merged"
    done
    ;;
esac
