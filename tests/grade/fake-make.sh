#!/bin/sh
# fake-make.sh - stands in for make in the tests of grade: tells at once what the submission itself
# says ("RESULT race" in it), so that hundreds of gradings take a second. What is luck in a real
# result (totals, times) is drawn here too. FAKE_CALLS names a file that gets a line for each call,
# FAKE_ORIGINAL the result of a program that is the original.
goal= untold=
for word; do
    case $word in
    EX=*) exercise=${word#EX=} ;;
    SOURCE=*) source=${word#SOURCE=} ;;
    OUT=*) out=${word#OUT=} ;;
    UNTOLD=*) untold=${word#UNTOLD=} ;;
    SEED=*) seed=${word#SEED=} ;;
    verify | verify-parts) goal=$word ;;
    esac
done
[ "$goal" = verify ] || exit 0
kind=$(sed -n 's/.*RESULT \([a-z]*\).*/\1/p' "$source" | head -n 1)
if [ -n "${FAKE_ORIGINAL:-}" ] && cmp -s "$source" "exercises/$exercise/original.c"; then
    kind=$FAKE_ORIGINAL
fi
if [ -n "${FAKE_CALLS:-}" ]; then
    echo "$exercise $kind" >>"$FAKE_CALLS"
fi
case $kind in
flaky) # the machine fails the first time
    if mkdir "$FAKE_CALLS.flaky" 2>/dev/null; then kind=unable; else kind=fixed; fi
    ;;
silent)
    echo "racetrack: the disk is on fire; try: water" >&2
    exit 2
    ;;
endless)
    echo $$ >>"$FAKE_CALLS.endless"
    exec tail -f /dev/null
    ;;
esac
mkdir -p "$out"
sed "s|@SOURCE@|${source#"$untold"}|g; s|@EXERCISE@|$exercise|g; s|@SEED@|$seed|g; s|@OUT@|${out#"$untold"}|g; s|@LUCK@|$$|g" \
    "tests/grade/results/${kind:-fixed}.json" >"$out/result.json"
