#!/bin/sh
# class.sh FOLDER STUDENTS EXERCISE... - a class with planted verdicts, made of what the kit has
# (originals, solutions, wrong fixes, cheats) and of tests/grade/plants, each of which stands around
# an exercise's program. FOLDER/s gets the submissions, FOLDER/planted a line for each:
#
#     student,exercise,verdict,CHECK[=REASON][+CHECK…],sort
#
# where the checks named are those that must fail. No two files are equal: each has its student's
# name in it, and what can be seen nowhere else is called otherwise. But every tenth student copies.
set -eu
folder=$1
students=$2
shift 2
mkdir -p "$folder/s"
i=0
while [ "$i" -lt "$students" ]; do
    i=$((i + 1))
    printf "$folder/s/student%03d\n" "$i"
done | xargs mkdir -p

{
    for exercise; do
        echo "exercise $exercise exercises/$exercise/original.c"
        printf 'fixed %s\n' solutions/"$exercise"/*.c
        printf 'wrong %s\n' tests/wrong-fixes/"$exercise"/*.c
        if [ "$exercise" = 01-counter ]; then printf 'cheat %s\n' tests/cheats/01-counter/*.c; fi
    done
    echo end
} | awk -v folder="$folder" -v students="$students" -f tests/grade/class.awk |
    sort >"$folder/planted"
