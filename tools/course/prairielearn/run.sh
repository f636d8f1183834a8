#!/bin/sh
# run.sh EXERCISE - PrairieLearn's entrypoint: grades that exercise's file in /grade/student and writes
# /grade/results/results.json. It stands in the image, with the kit built in /opt/racetrack, as the
# container has no network.
#
# Without a verdict there is no results.json: the job has failed then, and costs no attempt.
set -eu
root=${GRADE_ROOT:-/grade}
course=${COURSE_ROOT:-/opt/racetrack-course}
results=$(mktemp -d)
only=$(mktemp -d)
trap 'rm -rf "$results" "$only" "$only.weights"' EXIT
# One question, one exercise: what else lies there is none of its.
mkdir -p "$root/results" "$only/$1"
stem=$(printf '%s' "${1#*-}" | tr - _)
[ ! -e "$root/student/$stem.c" ] || cp -P "$root/student/$stem.c" "$only/$1/"
# The score is the share of what counts: here, that exercise alone.
{
    tar -xOzf "$course/racetrack.tar.gz" racetrack/tools/grade/grade.weights | grep '^check' || true
    printf 'exercise * 0\nexercise %s 10\n' "$1"
} >"$only.weights"
WEIGHTS=$only.weights sh "$course/grade.sh" "$course/racetrack.tar.gz" "$only" "$results"
[ -s "$results/prairielearn/work.json" ] || exit 3
cp "$results/prairielearn/work.json" "$root/results/results.json"
