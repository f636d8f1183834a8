#!/bin/sh
# mutants.sh FOLDER COUNT SEED [PART] - makes COUNT small mistakes in the kit's tools, one at a time, and
# looks whether the tests notice. PART: verify, run, grade or lib; all four, if left out.
#
# A mistake is a condition turned round, a comparison that is off by one, && for ||, a call that is left
# out, true for false. Which ones is decided by SEED alone. Each is made in a copy of the kit at
# FOLDER/kit, built there, and held against the fast tests of its part; one that doesn't compile, or
# leaves the object as it was, is not counted. The first test that fails is enough. Tests that take longer
# than LIMIT seconds are told apart: the mistake may be an endless loop, or the machine too slow.
#
# FOLDER/survivors has a line for each that nobody noticed: file, line, what was changed. Exit status:
# 0 all were noticed, 1 some were not, 2 wrong use, 3 the tests fail without a mistake.
set -eu

LIMIT=${LIMIT:-120}

complain() {
    echo "racetrack: mutants: $1; try: $2" >&2
    exit "$3"
}

[ $# -ge 3 ] || complain "where to, how many, which seed?" "make mutants" 2
count=$2 seed=$3 part=${4:-}
case $count$seed in
*[!0-9]*) complain "COUNT=$count, SEED=$seed: must be numbers" "make mutants COUNT=20 SEED=1" 2 ;;
esac
case $part in
'' | verify | run | grade | lib) ;;
*) complain "PART=$part: there is no such part" "PART=verify, run, grade or lib" 2 ;;
esac
mkdir -p "$1"
folder=$(cd "$1" && pwd)
kit=$folder/kit

sources() {
    case $1 in
    '') sources verify && sources run && sources grade && sources lib ;;
    lib) find tools/interleave/lib -name '*.c' | LC_ALL=C sort ;;
    *) find "tools/$1" -name '*.c' | LC_ALL=C sort ;;
    esac
}

part_of() {
    case $1 in
    tools/interleave/lib/*) echo lib ;;
    *) echo "$1" | cut -d / -f 2 ;;
    esac
}

# The object that changes, by which it is seen whether anything did.
object_of() {
    case $1 in
    tools/interleave/lib/*) echo "$1" | sed 's|^tools/interleave/lib/|build/interleave/|; s|c$|o|' ;;
    *) echo "build/sanitized/${1#tools/}" | sed 's|c$|o|' ;;
    esac
}

# What the library decides, shows, replays and keeps; the quickest first.
LIB_TESTS="test_names test_small test_stepping test_dap test_programs test_oracle"

in_folder() {
    folder_of=$1
    shift
    for each; do echo "$folder_of/$each"; done
}

# The tests of a part that take seconds.
tests_of() {
    case $1 in
    verify) echo "make -s test-verify && make -s test-claims EX=01-counter && make -s test-claims EX=24-fences" ;;
    run) echo "make -s test-run && make -s test-sandbox" ;;
    grade) echo "make -s test-grade" ;;
    lib)
        echo "make -s -j2 build/tools/bin/interleave build/interleave/wrap $(in_folder build/tests $LIB_TESTS | tr '\n' ' ') \
&& export INTERLEAVE_PROGRAM=build/tools/bin/interleave KIT=. RACETRACK_ORACLE_PROGRAMS=20 \
&& for test in $LIB_TESTS; do build/tests/\$test --jobs=2 || exit 1; done"
        ;;
    esac
}

# Every place where a mistake can be made: FILE LINE KIND. Comments have none, nor lines of a macro.
places() {
    sources "$part" | while read -r file; do
        awk -v file="$file" '
            /^ *(\/\*|\*|\/\/|#)/ || /\\$/ { next }
            / == / { print file, NR, "equal" }
            / != / { print file, NR, "unequal" }
            / < /  { print file, NR, "less" }
            / && / { print file, NR, "and" }
            / \|\| / { print file, NR, "or" }
            /return (true|false);/ { print file, NR, "truth" }
            /^ +[a-z_]+\(.*\);$/ { print file, NR, "call" }
        ' "$file"
    done
}

# COUNT of the lines, by SEED, in the order in which they are drawn. The generator is written out, since
# awk has no rand() that is the same everywhere (Park and Miller, CACM 1988).
draw() {
    awk -v count="$count" -v seed="$seed" '
        { line[NR] = $0 }
        END {
            state = seed % 2147483646 + 1
            for (left = NR; count > 0 && left > 0; count--) {
                state = state * 16807 % 2147483647
                chosen = state % left + 1
                print line[chosen]
                line[chosen] = line[left--]
            }
        }'
}

# mistake FILE LINE KIND: the file with it.
mistake() {
    awk -v at="$2" -v kind="$3" '
        NR != at { print; next }
        kind == "equal" { sub(/ == /, " != ") }
        kind == "unequal" { sub(/ != /, " == ") }
        kind == "less" { sub(/ < /, " <= ") }
        kind == "and" { sub(/ && /, " || ") }
        kind == "or" { sub(/ \|\| /, " \\&\\& ") }
        kind == "truth" { if (!sub(/return true;/, "return false;")) sub(/return false;/, "return true;") }
        kind == "call" { $0 = "    (void)0;" }
        { print }' "$1"
}

in_kit() {
    (cd "$kit" && unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES && export CRITERION_FAIL_FAST=1 &&
        timeout -k 5 "$LIMIT" sh -c "$1") >"$folder/log" 2>&1 </dev/null
}

mkdir -p "$kit"
tar --exclude=./build --exclude=./.git --warning=no-file-changed -c . | tar -C "$kit" -x
for each in ${part:-verify run grade lib}; do
    LIMIT=1200 in_kit "$(tests_of "$each")" || {
        tail -n 20 "$folder/log" >&2
        complain "the tests of $each fail without a mistake" "make test-$each" 3
    }
done

: >"$folder/survivors"
noticed=0 counted=0 late=0
(cd "$kit" && places) | draw >"$folder/drawn"
while read -r file line kind; do
    object=$kit/$(object_of "$file")
    before=$(cksum <"$object" 2>/dev/null || true)
    cp "$kit/$file" "$folder/original" # this folder may change meanwhile
    mistake "$folder/original" "$line" "$kind" >"$kit/$file"
    goal=$(object_of "$file")
    if in_kit "make -s $goal" && [ "$(cksum <"$object")" != "$before" ]; then
        counted=$((counted + 1))
        status=0
        in_kit "$(tests_of "$(part_of "$file")")" || status=$?
        case $status in
        0) echo "$file:$line: $kind: $(sed -n "${line}s/^ *//p" "$folder/original")" | tee -a "$folder/survivors" ;;
        124) late=$((late + 1)) ;; # of timeout(1)
        *) noticed=$((noticed + 1)) ;;
        esac
    fi
    cp "$folder/original" "$kit/$file"
done <"$folder/drawn"
in_kit "make -s build/interleave/wrap" || true # nothing of the last mistake stays built
echo "mutants: $counted mistakes, $noticed were noticed, $late took longer than $LIMIT s"
[ $((noticed + late)) = $counted ]
