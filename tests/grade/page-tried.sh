#!/bin/sh
# page-tried.sh FOLDER - opens class.html of a made-up class of 200 × 28 in Chromium, sorts, filters, opens
# evidence and a slide, and leaves pictures of both themes, 360 and 1600 pixels wide, in FOLDER/pictures.
#
# The stand-in for make judges the class, so that the page is what is tried. Needs Debian's chromium, node and
# npm, which fetches playwright-core.
set -eu
folder=$1
for need in node npm chromium; do
    command -v "$need" >/dev/null || {
        echo "racetrack: page-tried: $need is missing; try: apt-get install npm chromium" >&2
        exit 3
    }
done
mkdir -p "$folder/pictures"
if [ -z "$(find "$folder/r/class.html" -newer build/tools/bin/grade 2>/dev/null)" ]; then
    exercises=$(cd exercises && ls -d [0-9]*/ | grep -v '^00' | tr -d /)
    [ -d "$folder/s" ] || awk -v top="$folder/s" -v ex="$exercises" -f tests/grade/page-class.awk
    build/tools/bin/grade --make=tests/grade/fake-make.sh --unsafe --seed=1 --results="$folder/r" "$folder/s" >"$folder/log" 2>&1 ||
        grep -q "could not judge all" "$folder/log" || { tail "$folder/log" >&2; exit 1; }
fi
[ -d "$folder/npm/node_modules/playwright-core" ] ||
    npm install --silent --no-audit --no-fund --prefix "$folder/npm" playwright-core@1.64.1
NODE_PATH=$folder/npm/node_modules node tests/grade/page-tried.js "$folder/r/class.html" "$folder/pictures"
