#!/bin/sh
# hunt.sh - how many schedules it takes to the first bug, by each way to draw them.
#
#     hunt.sh INTERLEAVE [SEEDS]
#
# Theory of operation. The programs are like those on which such figures are published, in
# tests/interleave/programs. Each is hunted from the seeds 1, 2, … on by each mode, until something
# fails. Every execution counts, also what was run before the search began anew with more steps.
# A hunt ends after LIMIT schedules: if not all come to a failure, that many count for those that
# didn't, and ">" stands before the mean; "-" if none does. The published figures are means of 20
# runs of what was best.
#
# Exit status: 0 told, 2 wrong use, 3 a program could not be built.
set -u
interleave=${1-} seeds=${2-20} limit=1000
modes='random pct pos surw sites rare rff delay mix auto'
here=$(cd "$(dirname "$0")" && pwd)
case $interleave:$seeds in
:* | *:*[!0-9]* | *: | *:0)
    echo "usage: hunt.sh INTERLEAVE [SEEDS]" >&2
    exit 2
    ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

# Where addresses are the same in each run, so are the schedules of a seed.
same="setarch $(uname -m) -R"
$same true 2>/dev/null || same=

# hunted MODE: the mean
hunted() {
    seed=0
    while [ "$seed" -lt "$seeds" ]; do
        seed=$((seed + 1))
        INTERLEAVE="mode=$1;first=1;seconds=0;executions=$limit;seed=$seed" $same "$work/program" \
            2>/dev/null </dev/null | sed -n 's/.*"event":"explored".*"first":\([0-9]*\),.*/\1/p'
    done | awk -v limit="$limit" '
        $1 == 0 || $1 > limit { missed++ }
        { sum += $1 == 0 || $1 > limit ? limit : $1 }
        END {
            more = missed > 0 ? ">" : ""
            mean = more sprintf(missed > 0 ? "%.0f" : "%.1f", sum / NR)
            printf " %7s", missed == NR ? "-" : mean
        }'
}

printf '%-22s' ''
# shellcheck disable=SC2086 # words
printf ' %7s' $modes
printf '   %s\n' published
while IFS=: read -r name file option published; do
    # shellcheck disable=SC2086 # an option or none
    "$interleave" cc -std=c17 -D_XOPEN_SOURCE=700 $option \
        "$here/../../../tests/interleave/programs/$file.c" -o "$work/program" || exit 3
    printf '%-22s' "$name"
    for mode in $modes; do
        hunted "$mode"
    done
    printf '   %s\n' "$published"
done <<'END'
reorder, 3 threads:reorder_3::6 PERIOD
reorder, 20:reorder_20::6 SURW, RFF
reorder, 100:reorder_100::6 RFF
two-stage, 20:twostage_20::6 SURW
two-stage, 100:twostage_100::56 RFF
bluetooth driver:bluetooth_driver::9 PERIOD
stack:stack::2 RFF, POS
wrong lock:wrong_lock_8::1 RFF
  without the race:wrong_lock_8:-DATOMIC:-
work-stealing queue:work_stealing::6 SURW
  without the race:work_stealing:-DATOMIC:-
END
