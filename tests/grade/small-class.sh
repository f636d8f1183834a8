#!/bin/sh
# small-class.sh FOLDER - a class in which each kind of result is, for the stand-in for make.
set -eu
say() {
    mkdir -p "$(dirname "$2")"
    echo "/* RESULT $1 */" >"$2"
}
say fixed "$1/anna/counter.c"
say race "$1/anna/window_ids.c"
say broken "$1/anna/wrong_lock.c"
say race "$1/Ben Ö=l_12_assignsubmission_file_/01-counter.c"
say deadlock "$1/Ben Ö=l_12_assignsubmission_file_/window_ids.c"
say fixed "$1/Ben Ö=l_12_assignsubmission_file_/wrong_lock.c"
echo "// RESULT fixed" >"$1/Ben Ö=l_12_assignsubmission_file_/05.c"
say silent "$1/<carl> & *co*/counter.c"
say stuck "$1/emil/counter.c"
say crash "$1/emil/window_ids.c"
say refused "$1/emil/wrong_lock.c"
mkdir "$1/dora"
echo hello >"$1/dora/notes.txt"
