#!/bin/sh
# timing.sh - where the time of one `make verify` goes.
#
#     timing.sh BENCH EXERCISE SOURCE RUNS
#
# `make timing` calls it, from the top. It works on a copy of SOURCE under build/, to which each round
# adds lines, as an edit would. The commands of the single steps aren't typed here: make is asked what
# it would run (make -n), so the steps are the ones that verify has, whatever they become.
set -eu

bench=$1 exercise=$2 source=$3 runs=$4
copy=build/timing/$exercise/$(basename "$source")
built=build/$exercise/other/$(echo "${copy%.c}" | tr / -)
here="make --no-print-directory EX=$exercise SOURCE=$copy"
edit="echo '/* edited */' >>$copy"

mkdir -p "build/timing/$exercise"
cp "$source" "$copy"
$here programs >/dev/null
$here verify >/dev/null 2>&1 || true # what never changes is built before the clock runs

# The commands by which make would build the second file anew, were the first one changed.
commands_for() {
    $here -n -W "$1" "$built/$2"
}
compile_plain=$(commands_for "$copy" plain.o)
compile_tsan=$(commands_for "$copy" tsan.o)
link_plain=$(commands_for "$built/plain.o" plain)
link_tsan=$(commands_for "$built/tsan.o" tsan)
link_explored=$(commands_for "$built/tsan.o" explored)
judge=$($here -n verify | sed -e ':a' -e '/\\$/ { N; s/\\\n//; ba' -e '}' | grep -- --manifest= | tail -n 1)

echo "\$ make verify EX=$exercise, on a copy of $source"
exec "$bench" steps --runs="$runs" --result="$built/result.json" \
    "compile plain=$compile_plain" \
    "compile TSan=$compile_tsan" \
    "link plain=$link_plain" \
    "link TSan=$link_tsan" \
    "link explored=$link_explored" \
    "make programs, nothing to do=$here programs" \
    "make programs after an edit=$edit; $here -k -j2 programs" \
    "verify, without make=$judge" \
    "make verify, nothing to do=$here verify" \
    "make verify after an edit=$edit; $here verify"
