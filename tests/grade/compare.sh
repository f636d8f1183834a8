#!/bin/sh
# compare.sh PLANTED GRADES.csv - does grade say what was planted? Prints what differs.
set -eu
tail -n +2 "$2" | tr -d '"\r' | awk -F, '$4 != "missing" { print $1 "," $3 "," $4 }' | sort |
    diff "$1" - || { echo "not as planted (<: planted, >: graded)"; exit 1; }
