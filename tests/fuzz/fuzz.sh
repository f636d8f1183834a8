#!/bin/sh
# fuzz.sh FUZZ FOLDER MADE SECONDS TARGET... - gives each target so many seconds. FOLDER/NAME grows from
# run to run: the inputs that reach code which no other reached. What makes a target fail is
# FOLDER/found/NAME-…; once it is mended, it belongs in tests/fuzz/seeds/NAME.
#
# Exit status: 0 nothing was found, 1 something was, 2 wrong use.
set -u

fuzz=$1 folder=$2 made=$3 seconds=$4
shift 4
case $seconds in
'' | *[!0-9]* | 0)
    echo "racetrack: fuzz: TIME=$seconds: must be a number of seconds; try: TIME=60" >&2
    exit 2
    ;;
esac
mkdir -p "$folder/found"
failed=
for target; do
    # Folders that are not there are none of libFuzzer's.
    set -- "$folder/$target"
    for seeds in "tests/fuzz/seeds/$target" "$made/$target"; do
        [ ! -d "$seeds" ] || set -- "$@" "$seeds"
    done
    if [ $# -eq 1 ]; then
        echo "racetrack: fuzz: FOR=$target: there is no such target; try one of: $(find tests/fuzz/seeds "$made" -mindepth 1 -maxdepth 1 | sed 's|.*/||' | sort -u | tr '\n' ' ')" >&2
        exit 2
    fi
    mkdir -p "$folder/$target"
    # A slow input counts as a hang; 10 s is far more than any needs.
    if FUZZ_TARGET=$target "$fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1500 -max_len=20000 \
        -print_final_stats=1 -artifact_prefix="$folder/found/$target-" "$@" \
        >"$folder/$target.log" 2>&1; then
        sed -n "s/^stat::number_of_executed_units: */fuzz: $target: nothing found, executions: /p" "$folder/$target.log"
    else
        grep -e '^==.*ERROR' -e 'runtime error' -e '^SUMMARY' -e 'Test unit written' "$folder/$target.log"
        echo "fuzz: $target: found something; see $folder/$target.log"
        failed="$failed $target"
    fi
done
[ -z "$failed" ] || exit 1
