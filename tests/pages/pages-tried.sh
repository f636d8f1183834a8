#!/bin/sh
# pages-tried.sh FOLDER - opens in Chromium the timeline of each exercise, of programs that belong to none, and
# the page of costs; steps through them as a person would, and leaves pictures in FOLDER/pictures.
#
# MAKE and INTERLEAVE say how to call those. Needs Debian's chromium, node and npm, which fetches playwright-core
# and axe-core. EXERCISES='01 13' takes only these.
set -eu
folder=$1
for need in node npm chromium; do
    command -v "$need" >/dev/null || {
        echo "racetrack: pages-tried: $need is missing; try: apt-get install npm chromium" >&2
        exit 3
    }
done
rm -rf "$folder/pages" "$folder/pictures"
mkdir -p "$folder/pages" "$folder/pictures"
[ -d "$folder/npm/node_modules/axe-core" ] ||
    npm install --silent --no-audit --no-fund --prefix "$folder/npm" playwright-core@1.64.1 axe-core@4.14.1

for exercise in $(cd exercises && ls -d [0-9]*/ | tr -d /); do
    number=${exercise%%-*}
    case " ${EXERCISES:-$number} " in *" $number "*) ;; *) continue ;; esac
    $MAKE -s timeline EX="$exercise" SOURCE="exercises/$exercise/original.c" >"$folder/log" 2>&1 ||
        $MAKE -s timeline EX="$exercise" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
    cp "$(sed -n 's/^page: //p' "$folder/log")" "$folder/pages/$exercise.html"
done
$MAKE -s bench EX=01-counter ROUNDS=1 PAGE=1 >"$folder/log"
cp "$(sed -n 's/^page: //p' "$folder/log")" "$folder/pages/costs.html"

# Of no exercise: many rows; more threads than have room for a column; a name and a source that want to be more
# than data.
for source in tests/pages/programs/*.c; do
    name=$(basename "$source" .c)
    "$INTERLEAVE" cc "$source" -o "$folder/pages/$name"
    "$INTERLEAVE" run -t 20 --page="$folder/pages/$name.html" "$folder/pages/$name" >"$folder/log" || [ $? -eq 1 ]
done
NODE_PATH=$folder/npm/node_modules node tests/pages/pages-tried.js "$folder/pages" "$folder/pictures"
