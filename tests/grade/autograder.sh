#!/bin/sh
# autograder.sh ZIP FOLDER - does what Gradescope does with an autograder, in a made-up /autograder at
# FOLDER: unpacks the zip, runs setup.sh, then run_autograder for a submission. Says what it gave; the
# results are in FOLDER/results/results.json.
set -eu
zip=$(cd "$(dirname "$1")" && pwd)/${1##*/}
rm -rf "$2"
mkdir -p "$2/source" "$2/submission" "$2/results"
AUTOGRADER=$(cd "$2" && pwd)
export AUTOGRADER
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES
cp solutions/01-counter/lock.c "$AUTOGRADER/submission/counter.c"
cp exercises/02-window-ids/original.c "$AUTOGRADER/submission/window_ids.c"
cd "$AUTOGRADER/source"
if command -v unzip >/dev/null; then
    unzip -q "$zip"
else
    python3 -m zipfile -e "$zip" .
fi
sh setup.sh >"$AUTOGRADER/setup.log" 2>&1 || { tail "$AUTOGRADER/setup.log" >&2; exit 1; }
sh run_autograder >"$AUTOGRADER/run.log" 2>&1 || { tail "$AUTOGRADER/run.log" >&2; exit 1; }
grep '"score"' "$AUTOGRADER/results/results.json" | head -n 3
