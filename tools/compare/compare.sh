#!/bin/sh
# compare.sh - which tool catches the bug of which exercise, in how many runs.
#
#     compare.sh RUNS <LIST        LIST: exercise, source, where it is built; a line each
#     compare.sh TOOL EXERCISE BUILT        one run: exit status 0 caught, 1 not
#
# RUN, REPORT, SYMBOLIZER, INTERLEAVE name the kit's tools; valgrind is looked for, and its columns
# are empty without it. A run that stands still counts as caught where only the total is looked at:
# one sees it. Each run has its limits, those of tools/run.
#
# The runs are many and some of them only wait, so two for each processor are made at once; none of
# the tools goes by the clock. Each tells its outcome as a line in a file, which is counted at the end.
#
# Exit status: 0 told, 2 wrong use.
set -u

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

# numbers EXERCISE WHICH: threads and work of that size: full, watched or small
numbers() {
    # shellcheck disable=SC1090 # build/NN-name/contract.sh
    (. "build/$1/contract.sh" && eval "echo \"\$$2\"")
}

run_total() {
    said=$("$RUN" --total "$built/plain" 2>&1) || return 0
    case $said in *WRONG*) return 0 ;; esac
    return 1
}

# A wrong total alone is not what TSan caught.
run_tsan() {
    said=$("$REPORT" --symbolizer="$SYMBOLIZER" --text=/dev/null "$built/tsan" 2>&1)
    [ $? -eq 1 ] || return 1
    case $said in *"The total is wrong all the same"*) return 1 ;; esac
    return 0
}

# Whatever it writes is an error that it found, and the first one is enough. Without debug
# information, which a newer compiler writes in a newer form than an older valgrind can read.
run_valgrind() {
    objcopy --strip-debug "$built/plain" "$work/stripped" || return 1
    # shellcheck disable=SC2046 # two numbers
    "$RUN" "$(command -v valgrind)" -q --tool="$1" --log-file="$work/log" --error-exitcode=1 \
        --exit-on-first-error=yes "$work/stripped" $(numbers "$exercise" watched) >/dev/null 2>&1
    [ -s "$work/log" ]
}

run_explorer() {
    # shellcheck disable=SC2046 # two numbers
    "$INTERLEAVE" run --outcome --leaks=fail --first --json "$built/explored" $(numbers "$exercise" small) \
        >/dev/null 2>&1
    [ $? -eq 1 ]
}

if [ $# -eq 3 ]; then
    tool=$1 exercise=$2 built=$3
    case $tool in
    helgrind | drd) run_valgrind "$tool" ;;
    *) "run_$tool" ;;
    esac
    exit
fi

case ${1-} in
'' | *[!0-9]* | 0)
    echo "racetrack: RUNS=${1-}: must be a number from 1" >&2
    exit 2
    ;;
esac

tools="total tsan explorer"
if command -v valgrind >/dev/null; then
    tools="total tsan helgrind drd explorer"
fi
grep ' exercises/' | sed 's/^ *//' | grep -v '^00-' >"$work/list"
: >"$work/outcomes"
ran=0
while [ "$ran" -lt "$1" ]; do
    while read -r exercise _ built; do
        for tool in $tools; do
            echo "$tool $exercise $built"
        done
    done <"$work/list"
    ran=$((ran + 1))
done >"$work/runs"

# One run: the tool, the exercise, and whether it was caught; a line is written in one piece.
cat >"$work/one" <<'END'
caught=0
sh tools/compare/compare.sh "$@" && caught=1
echo "$1 $2 $caught" >>"$WORK/outcomes"
if [ -t 2 ]; then
    printf '\r\033[K%s of %s runs' "$(wc -l <"$WORK/outcomes")" "$(wc -l <"$WORK/runs")" >&2
fi
END
WORK=$work xargs -P "$((2 * $(nproc)))" -n 3 sh "$work/one" <"$work/runs"
if [ -t 2 ]; then
    printf '\r\033[K' >&2
fi

awk -v runs="$1" '
FNR == NR { caught[$1, $2] += $3; seen[$1, $2] = 1; next }
FNR == 1 {
    printf "caught in how many of %s runs:\n\n", runs
    printf "%-22s %6s %6s %9s %6s %9s\n", "", "total", "TSan", "Helgrind", "DRD", "explorer"
}
function cell(tool) { return (tool, $1) in seen ? caught[tool, $1] : "-" }
{
    printf "%-22s %6s %6s %9s %6s %9s\n", $1, cell("total"), cell("tsan"), cell("helgrind"), cell("drd"),
        cell("explorer")
}' "$work/outcomes" "$work/list"
