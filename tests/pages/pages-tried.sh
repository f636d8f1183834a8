#!/bin/sh
# pages-tried.sh FOLDER - opens in Chromium the timeline of each exercise, games on some of them and on fixes,
# timelines of programs that belong to none, and the page of costs; does with them what a person would, replays what
# each says, and leaves pictures in FOLDER/pictures.
#
# MAKE and INTERLEAVE say how to call those. Needs Debian's chromium, node and npm, which fetches playwright-core
# and axe-core. PAGES='01 13' takes only the exercises with these numbers.
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

wanted() {
    case " ${PAGES:-$1} " in *" $1 "*) true ;; *) false ;; esac
}

for exercise in $(cd exercises && ls -d [0-9]*/ | tr -d /); do
    wanted "${exercise%%-*}" || continue
    $MAKE -s timeline EX="$exercise" SOURCE="exercises/$exercise/original.c" >"$folder/log" 2>&1 ||
        $MAKE -s timeline EX="$exercise" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
    cp "$(sed -n 's/^page: //p' "$folder/log")" "$folder/pages/$exercise.html"
done

# game SOURCE NAME: the game on a source of an exercise; none if it says that it has too many states
game() {
    exercise=${1#*/}
    exercise=${exercise%%/*}
    wanted "${exercise%%-*}" || return 0
    $MAKE -s play EX="$exercise" SOURCE="$1" PAGE=1 >"$folder/log" 2>&1 || {
        grep -q 'it can come to more than' "$folder/log" && echo "no page: $2 has too many states" && return 0
        cat "$folder/log" >&2
        exit 1
    }
    cp "$(tail -n 1 "$folder/log")" "$folder/pages/$2.html"
}
for number in 01 08 10; do
    game "$(echo exercises/$number-*/original.c)" "play-$number"
    game "$(echo solutions/$number-*/lock.c)" "play-$number-lock"
done
CASE=1,1
export CASE
game solutions/01-counter/message.c play-01-message
unset CASE

$MAKE -s bench EX=01-counter ROUNDS=1 PAGE=1 >"$folder/log"
cp "$(sed -n 's/^page: //p' "$folder/log")" "$folder/pages/costs.html"

# Of no exercise: many rows; more threads than have room for a column; a channel; a name and a source that want to be
# more than data.
for source in tests/pages/programs/*.c; do
    name=$(basename "$source" .c)
    "$INTERLEAVE" cc "$source" -o "$folder/pages/$name"
    "$INTERLEAVE" run -t 20 --page="$folder/pages/$name.html" "$folder/pages/$name" >"$folder/log" || [ $? -eq 1 ]
done
NODE_PATH=$folder/npm/node_modules MAKE=$MAKE node tests/pages/pages-tried.js "$folder/pages" "$folder/pictures"
