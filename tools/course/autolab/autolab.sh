#!/bin/sh
# autolab.sh - grades, for autograde-Makefile, what was handed in: all files in this folder that are
# not the autograder's own; one archive of several exercises, or one exercise's file.
#
# An exercise of which there is no verdict has no score in the last line, so that Autolab keeps the
# one before.
set -eu
mkdir -p racetrack-handin
for file in *; do
    case $file in
    Makefile | autograde-Makefile | autograde.tar | racetrack-*) ;;
    *) cp -R -P "$file" racetrack-handin/ ;;
    esac
done
# The base name that Autolab gives a handin must not hide what kind of archive it is.
sh racetrack-course/grade.sh racetrack-course/racetrack.tar.gz racetrack-handin racetrack-results 2>racetrack-log || true
if ! [ -s racetrack-results/autolab/work.txt ]; then
    cat racetrack-log
    echo "racetrack: this machine could not judge it; that is not your fault"
    exit 3
fi
cat racetrack-results/autolab/work.txt
