#!/bin/sh
# compare.sh PLANTED GRADES.csv - does grade say what was planted (class.sh)? Prints what it doesn't.
set -eu
tr -d '"\r' <"$2" | awk -F, -v planted="$1" '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    { line[$1 "," $column["exercise"]] = $0 }
    function wrong(what) { print key ", " sort_of ": " what; differs = 1 }
    END {
        while ((getline plan < planted) > 0) {
            split(plan, want, ",")
            key = want[1] "," want[2]
            sort_of = want[5]
            seen++
            if (split(line[key], got, ",") == 0) { wrong("not graded"); continue }
            if (got[column["verdict"]] != want[3])
                wrong("planted " want[3] ", graded " got[column["verdict"]] " (" got[column["reason"]] ")")
            checks = split(want[4], check, "+")
            for (i = 1; i <= checks; i++) {
                split(check[i], pair, "=")
                says = got[column[pair[1]]]
                if (says != "failed" && says != "by-luck")
                    wrong("planted that " pair[1] " fails; it " says)
                if (checks == 1 && got[column["decided"]] == pair[1] && got[column["reason"]] != pair[2])
                    wrong("planted " check[i] ", graded " got[column["reason"]])
            }
        }
        if (seen == 0) print "nothing was planted"
        exit differs || seen == 0
    }' || { echo "not as planted"; exit 1; }
