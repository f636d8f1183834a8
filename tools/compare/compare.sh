#!/bin/sh
# compare.sh - which tool catches the bug of which exercise, in how many runs.
#
#     compare.sh RUNS <LIST        LIST: exercise, source, where it is built; a line each
#
# RUN, REPORT, SYMBOLIZER, INTERLEAVE name the kit's tools; valgrind is looked for, and its columns
# are empty without it. A run that stands still counts as caught where only the total is looked at:
# one sees it. Each run has its time limit.
#
# Exit status: 0 told, 2 wrong use.
set -u

runs=$1
case $runs in
'' | *[!0-9]* | 0)
    echo "racetrack: RUNS=$runs: a number from 1 on is wanted" >&2
    exit 2
    ;;
esac
valgrind=$(command -v valgrind) || valgrind=
limit=15 # seconds, of one run under valgrind
log=$(mktemp) && stripped=$(mktemp) || exit 2
trap 'rm -f "$log" "$stripped"' EXIT

# numbers EXERCISE WHICH: threads and work of that size
numbers() {
    sed -n "s/.*\"$2\": {\"threads\": \([0-9]*\), \"work\": \([0-9]*\)}.*/\1 \2/p" \
        "build/$1/contract.json"
}

plain() {
    said=$("$RUN" --total "$built/plain" 2>&1) || return 0
    case $said in *WRONG*) return 0 ;; esac
    return 1
}

tsan() {
    "$REPORT" --symbolizer="$SYMBOLIZER" --text=/dev/null "$built/tsan" >/dev/null 2>&1
    [ $? -eq 1 ]
}

# Whatever it writes is an error that it found. Without debug information, which a newer compiler
# writes in a newer form than an older valgrind can read.
under_valgrind() {
    size=$(numbers "$exercise" watched)
    objcopy --strip-debug "$built/plain" "$stripped" || return 1
    # shellcheck disable=SC2086 # two numbers
    timeout -s KILL "$limit" "$valgrind" -q --tool="$1" --log-file="$log" "$stripped" \
        ${size:-$(numbers "$exercise" full)} >/dev/null 2>&1
    [ -s "$log" ]
}

explorer() {
    # shellcheck disable=SC2046 # two numbers
    "$INTERLEAVE" run --outcome --first --json "$built/explored" $(numbers "$exercise" small) \
        >/dev/null 2>&1
    [ $? -eq 1 ]
}

# counted COMMAND...: in how many of the runs did it catch something?
counted() {
    caught=0
    ran=0
    while [ "$ran" -lt "$runs" ]; do
        "$@" && caught=$((caught + 1))
        ran=$((ran + 1))
    done
    echo "$caught"
}

printf 'caught in how many of %s runs:\n\n' "$runs"
printf '%-22s %6s %6s %9s %6s %9s\n' '' total TSan Helgrind DRD explorer
while read -r exercise source built; do
    case $source in
    exercises/00-*) continue ;;
    exercises/*) ;;
    *) continue ;;
    esac
    helgrind=- drd=-
    if [ -n "$valgrind" ]; then
        helgrind=$(counted under_valgrind helgrind)
        drd=$(counted under_valgrind drd)
    fi
    printf '%-22s %6s %6s %9s %6s %9s\n' "$exercise" "$(counted plain)" "$(counted tsan)" \
        "$helgrind" "$drd" "$(counted explorer)"
done
