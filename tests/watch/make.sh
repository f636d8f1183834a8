#!/bin/sh
# make.sh - stands in for make in the tests of watch: `make.sh … verify EX=03-tickets …`.
#
# What the student's file says is what happens: "fixed", "hang", "crash", "silent" (it ends well and
# writes nothing), "other" (a result about other bytes); else it isn't fixed. Each check leaves a line,
# its process, in the file runs.
folder=build/03-tickets source=exercises/03-tickets/tickets.c

result() {
    printf '{"format": "racetrack-result-1", "source": {"sha256": "%s"}, "verdict": "%s", "checks": [{"name": "total", "status": "%s", "summary": "of %s"}]}\n' \
        "$3" "$1" "$2" "$(head -n 1 "$source")" >"$folder/result.json.new"
    mv "$folder/result.json.new" "$folder/result.json"
}

echo $$ >>runs
case " $* " in
*" explore "*)
    echo "it can be broken"
    exit 1
    ;;
esac
text=$(cat "$source")
hash=$(sha256sum "$source" | cut -d ' ' -f 1)
echo "checking: total" >&2
case $text in
*hang*)
    sleep 1000 &
    echo $! >>left
    wait
    ;;
*crash*) kill -9 $$ ;;
*silent*) echo "nothing to say" ;;
*other*) result fixed passed "$(printf %064d 0)" ;;
*fixed*) result fixed passed "$hash" ;;
*) result not-fixed failed "$hash" ;;
esac
