#!/usr/bin/env bash
# explore.sh - explores each of $PROGRAMS, a command a line, and tells GitHub what came out:
# annotations by matcher.json, from the lines that a compiler would print; the run's summary; the
# outputs "verdict" and "sarif".
#
# MODE, SECONDS_EACH and OPTIONS are interleave's; FAIL_ON says what fails the step: failed, unproved
# or never. GITHUB_OUTPUT, GITHUB_STEP_SUMMARY and RUNNER_TEMP are the runner's.
#
# Exit status: 0 nothing that FAIL_ON means, 1 something, 2 wrong use.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
case $FAIL_ON in
failed | unproved | never) ;;
*)
    echo "::error title=interleave::fail-on: $FAIL_ON: must be failed, unproved or never"
    exit 2
    ;;
esac
sarif=$(mktemp -d "$RUNNER_TEMP/sarif-XXXXXX")
said=$sarif.said
worst=proved
number=0

# A workflow command's text is one line (toolkit, "command.ts").
escaped() {
    sed -e 's/%/%25/g' -e 's/\r/%0D/g' | awk '{ printf "%s%s", NR > 1 ? "%0A" : "", $0 }'
}

# annotate LEVEL TITLE: with the text on standard input.
annotate() {
    echo "::$1 title=$2::$(escaped)"
}

rank() {
    case $1 in
    proved) echo 0 ;;
    bounded) echo 1 ;;
    unexplored) echo 2 ;;
    *) echo 3 ;;
    esac
}

# explore LINE: one program. Sets verdict.
explore() {
    local words status=0 file=$sarif/$number.sarif
    eval "words=($1)" # the line is the workflow's own, and may quote
    # shellcheck disable=SC2086 # so are the options
    interleave run --mode="$MODE" --seconds="$SECONDS_EACH" --sarif="$file" $OPTIONS "${words[@]}" >"$said" 2>&1 ||
        status=$?
    verdict=$(sed -n 's/^ *"verdict": "\(.*\)"$/\1/p' "$file" 2>/dev/null || true)
    : "${verdict:=unexplored}"
    cat "$said"
    case $verdict in
    bounded | unexplored) # a failure has lines that the matcher takes
        local level=warning
        [ "$verdict" = bounded ] || level=error
        annotate $level "$verdict: $1" <"$said"
        ;;
    esac
    [ $status -ne 2 ] || exit 2
}

# What the run's page shows: a line for each program, and what was printed of what isn't proved.
summarize() {
    {
        echo "### \`$1\`: $verdict"
        if [ "$verdict" != proved ]; then
            printf '\n```\n'
            head -c 60000 "$said"
            printf '```\n'
        fi
        echo
    } >>"$GITHUB_STEP_SUMMARY"
}

echo "::add-matcher::$here/matcher.json"
while IFS= read -r line; do
    [ -n "${line//[[:space:]]/}" ] || continue
    number=$((number + 1))
    echo "== $line"
    explore "$line"
    summarize "$line"
    [ "$(rank "$verdict")" -le "$(rank "$worst")" ] || worst=$verdict
done <<<"$PROGRAMS"
echo "::remove-matcher owner=interleave::"
rm -f "$said"
if [ $number -eq 0 ]; then
    echo "::error title=interleave::programs: nothing to explore"
    exit 2
fi

echo "verdict=$worst" >>"$GITHUB_OUTPUT"
echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
echo "$number programs: $worst"
case $FAIL_ON:$worst in
never:* | *:proved | failed:bounded) exit 0 ;;
esac
exit 1
