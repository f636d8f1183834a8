#!/bin/sh
# samples.sh - documentation that is produced, not typed.
#
#     samples.sh write FILE...      runs the commands of all samples, and replaces their blocks
#     samples.sh check FILE...      runs them again: is what stands there still of their shape?
#     samples.sh figures FILE...    measures, and replaces the figures of solutions/NN-name/README.md
#
# write and check treat the pictures of a README in the same way.
#
# Theory of operation. A sample is a comment that names a command, and the fenced block that
# follows; figures stand between two comments (README.md has the form). samples.awk copies a README
# and puts what the commands print where the old blocks were. `write` keeps that copy; `check`
# compares it with the README, after everything that may differ between two runs of the same program
# was made the same in both (see mask): a changed shape shows, another total doesn't.
#
# A command runs in its README's folder, with nothing of the caller's environment but where
# programs are found, and which compiler is asked for. So a sample shows what a student sees. Where
# only the shape counts, in check, SEEDS=2 is there for a table that takes a mean of many seeds.
#
# Exit status: 0 done, or all samples hold; 1 one doesn't; 2 wrong use, or a README that doesn't keep
# to the form; 3 a command could not be run.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

# Runs one command, its argument; samples.awk starts it. What says that it can't be run is kept.
cat >"$work/run" <<'END'
status=0
cd "$SAMPLE_FOLDER" && env -i PATH="$PATH" HOME="${HOME:-/}" LANG=C.UTF-8 ${CC:+"CC=$CC"} \
    ${SAMPLE_SEEDS:+"SEEDS=$SAMPLE_SEEDS"} sh -c "$1" 2>"$SAMPLE_WORK/errors" || status=$?
if [ "$status" -eq 126 ] || [ "$status" -eq 127 ]; then
    cp "$SAMPLE_WORK/errors" "$SAMPLE_WORK/not-run"
fi
END

# Numbers, with what belongs to them (1,000,000; 1.5; 20:18; 0x7f…; a unit of time), long
# hexadecimal numbers, how wide the space beside them is, and the bars at the end of a line; a number
# that was too large to find ("-", ">400") is one, too.
mask() {
    sed -E -e 's/0x[0-9a-fA-F]+/N/g' \
        -e 's/(^|[^0-9A-Za-z])[0-9a-f]{12,}($|[^0-9A-Za-z])/\1N\2/g' \
        -e 's/[0-9]+([.,:][0-9]+)*/N/g' -e 's/(^|[ (])-N/\1N/g' \
        -e 's/N ?(ns|us|µs|ms|s|min)($|[^0-9A-Za-z])/N s\2/g' \
        -e 's/[ \t]+#+$//' -e 's/[ \t]+/ /g' -e 's/ $//' \
        -e 's/>N/N/g' -e ':a' -e 's/ -( |$)/ N\1/' -e 'ta' -- "$1"
}

# Does the README have any of these? has sample|figures|picture README [-v table=wanted]
has() {
    kind=$1 readme=$2
    shift 2
    awk -v verb=list "$@" -f "$here/samples.awk" "$readme" >"$work/list" || exit 2
    grep -qx "$kind" "$work/list"
}

# The README with all its samples made again, as $work/new. The figures stay.
make_anew() {
    status=0
    rm -f "$work/not-run"
    SAMPLE_FOLDER=$(dirname "$1") SAMPLE_WORK=$work SAMPLE_SEEDS=${SAMPLE_SEEDS-} \
        awk -v verb=run -v shell="sh '$work/run'" -f "$here/samples.awk" "$1" >"$work/new" ||
        status=$?
    if [ -e "$work/not-run" ]; then
        echo "racetrack: $1: a sample can't be run: $(cat "$work/not-run")" >&2
        exit 3
    fi
    if [ "$status" -ne 0 ]; then
        cat "$work/errors" >&2
        exit "$status"
    fi
}

# Writes the new content into the file, unless it is what stands there.
keep() {
    cmp -s "$work/new" "$1" || cat "$work/new" >"$1"
}

# Does what the second argument names, for each picture of the README: it has the picture's file as its
# argument, and what the picture's command prints now, drawn, is $work/new.
each_picture() {
    has picture "$1" || return 0
    tab=$(printf '\t')
    awk -v verb=pictures -f "$here/samples.awk" "$1" >"$work/pictures" || exit 2
    while IFS="$tab" read -r picture command; do
        SAMPLE_FOLDER=$(dirname "$1") SAMPLE_WORK=$work sh "$work/run" "$command" </dev/null |
            LC_ALL=C awk -f "$here/picture.awk" >"$work/new" || {
            echo "racetrack: $1: this picture's command prints nothing: $command" >&2
            exit 3
        }
        "$2" "$(dirname "$1")/$picture"
    done <"$work/pictures"
}

write() {
    if has sample "$1"; then
        make_anew "$1"
        keep "$1"
    fi
    each_picture "$1" keep
}

# Is what stands in the file of the new content's shape?
compare() {
    : >>"$1"
    mask "$1" >"$work/stands"
    mask "$work/new" >"$work/comes"
    if ! diff -u --label "$1" --label "what its commands print now" "$work/stands" "$work/comes"; then
        echo "racetrack: $1: a sample has changed; if that is meant: make samples" >&2
        failed=1
    fi
}

check() {
    if has sample "$1" -v table=wanted; then
        SAMPLE_SEEDS=2
        make_anew "$1"
        compare "$1"
    fi
    each_picture "$1" compare
}

# On what machine, and with what. lscpu is part of util-linux, which every distribution has.
machine() {
    compiler=$(cut -d ' ' -f 1 "$here/../../build/toolchain")
    printf '%s, %s cores, Linux %s, %s\n' \
        "$(LC_ALL=C lscpu 2>/dev/null | sed -n 's/^Model name: *//p' | head -n 1)" "$(nproc)" "$(uname -r)" \
        "$("$compiler" --version | head -n 1)"
}

# What `make bench` says of the exercise that the README's folder is named after.
figures() {
    has figures "$1" || return 0
    exercise=$(basename "$(cd "$(dirname "$1")" && pwd)")
    if ! (cd "$here/../.." && env -u MAKEFLAGS -u MAKELEVEL \
        make -s bench EX="$exercise" MARKDOWN=1) >"$work/table"; then
        echo "racetrack: $1: make bench EX=$exercise fails" >&2
        exit 3
    fi
    {
        printf "\`make bench EX=%s\`, on: %s.\n\n" "$exercise" "$(machine)"
        cat "$work/table"
    } >"$work/measured"
    awk -v verb=figures -v measured="$work/measured" -f "$here/samples.awk" "$1" >"$work/new"
    keep "$1"
}

progress() {
    if [ -t 2 ]; then
        printf '\r\033[K%s' "$1" >&2
    fi
}

verb=${1-}
failed=0
[ "$#" -eq 0 ] || shift
for file in "$@"; do
    if [ ! -r "$file" ]; then
        echo "racetrack: $file: can't be read" >&2
        exit 2
    fi
    progress "$verb: $file"
    case $verb in
    write) write "$file" ;;
    check) check "$file" ;;
    figures) figures "$file" ;;
    esac
done
progress ""

case $verb in
write | check | figures) exit "$failed" ;;
esac
echo "usage: samples.sh write|check|figures FILE..." >&2
exit 2
