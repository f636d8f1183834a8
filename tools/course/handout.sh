#!/bin/sh
# handout.sh - what is handed out: the kit without solutions.
#
#     handout.sh folder FOLDER              the kit's files, in a folder that is made again
#     handout.sh tar FOLDER FILE.tar.gz     that folder, the same to the byte wherever it is packed
#
# Left out are solutions/, and tests/ but for the file that make reads: wrong fixes tell much too.
# Each exercise's program is its original, whatever has been edited here. All else is as it stands
# here, staged or not; but in a clone, a file that git doesn't track stays here. An exercise of which
# git tracks nothing is named, and handed out if it is chosen.
#
# CHOSEN names the exercises, as "1,8,13"; without it, all are handed out. WEIGHTS names the weights
# that a grader counts by, HAND_IN a file that says how to hand in on the platform. HANDIN.md says
# what is to be handed in, and what it counts.
#
# Exit status: 0 done, 2 wrong use, 3 something can't be read or written.
set -eu

complain() {
    echo "racetrack: handout: $1; try: $2" >&2
    exit "$3"
}

in_clone() {
    [ -e .git ] && command -v git >/dev/null
}

# "03-tickets" of "3", "03", "tickets" or "03-tickets"; nothing if there is none.
exercise_called() {
    for path in exercises/[0-9]*/; do
        folder=$(basename "$path")
        number=${folder%%-*}
        case $1 in
        "$folder" | "$number" | "${number#0}" | "${folder#*-}")
            echo "$folder"
            return
            ;;
        esac
    done
}

# The chosen exercises' folders, a line each; all if none is chosen.
chosen() {
    if [ -z "${CHOSEN:-}" ]; then
        for path in exercises/[0-9]*/; do
            basename "$path"
        done
        return
    fi
    printf '%s\n' "$CHOSEN" | tr ', ' '\n\n' | sed '/^$/d' | while IFS= read -r name; do
        folder=$(exercise_called "$name")
        [ -n "$folder" ] || complain "EXERCISES: there is no exercise \"$name\"" "EXERCISES=1,8,13" 2
        echo "$folder"
    done
}

# Does git track nothing of that exercise?
is_unknown_to_git() {
    in_clone && [ -z "$(git ls-files "exercises/$1")" ]
}

# All files of the kit that may be handed out, whichever exercise they are of.
files() {
    if in_clone; then
        git ls-files
        for folder in $1; do
            if ! is_unknown_to_git "$folder"; then
                continue
            elif [ -n "${CHOSEN:-}" ]; then
                git ls-files --others --exclude-standard "exercises/$folder"
            else
                echo "racetrack: handout: exercises/$folder isn't in git yet, and stays here; try: git add exercises/$folder, or EXERCISES=${folder%%-*}" >&2
            fi
        done
    else
        find . -type f ! -path './build/*' ! -name '*.yours*.c' | sed 's|^\./||'
    fi | grep -v -e '^solutions/' -e '^tests/' -e '^\.ci/' -e '^\.claude'
    echo tests/tests.mk
}

# Is that file of an exercise that isn't wanted?
is_left_out() {
    case $1 in
    exercises/[0-9]*/*)
        folder=${1#exercises/}
        case $newline$2$newline in
        *"$newline${folder%%/*}$newline"*) return 1 ;;
        esac
        return 0
        ;;
    esac
    return 1
}
newline='
'

# Pages that name what isn't there lead nowhere: those who follow them are told why.
say_left_out() {
    for page in README.md exercises/README.md; do
        [ -e "$1/$page" ] || continue
        printf '%s\n' '' '## Left out' '' \
            'This is the kit as it is handed out: without `solutions/` and `tests/`, wrong fixes among' \
            'them. What points there leads nowhere, until whoever teaches the course shows you what is there.' \
            >>"$1/$page"
    done
}

# What is to be handed in, and what it counts: the last line of the weights that names it, else "*".
say_hand_in() {
    weights=$1/tools/grade/grade.weights
    {
        printf '# Handing in\n\n'
        cat "${HAND_IN:-$here/hand-in.md}"
        printf '\n| exercise | file | points |\n| --- | --- | --- |\n'
        for folder in $2; do
            stem=$(printf '%s' "${folder#*-}" | tr - _)
            points=$(awk -v name="$folder" '{ sub(/#.*/, "") } $1 == "exercise" && $2 == "*" { all = $3 }
                $1 == "exercise" && $2 == name { own = $3 } END { print own != "" ? own : all != "" ? all : 1 }' \
                "$weights")
            [ "$points" = 0 ] || printf '| [%s](exercises/%s/README.md) | `exercises/%s/%s.c` | %s |\n' \
                "$folder" "$folder" "$folder" "$stem" "$points"
        done
        printf '\n`make verify EX=%s` says what a grader will say of your file, and `make` shows where you are.\n' \
            "$(printf '%s\n' "$2" | head -n 1 | sed 's/-.*//; s/^0*//')"
    } >"$1/HANDIN.md"
}

# The weights, without what they say of exercises that aren't handed out.
put_weights() {
    awk -v folder="$1/exercises/" '{ line = $0; sub(/#.*/, "") }
        $1 != "check" && NF > 1 && $2 != "*" && system("test -d \"" folder $2 "\"") != 0 { next }
        { print line }' "$WEIGHTS" >"$1/tools/grade/grade.weights"
}

make_folder() {
    wanted=$(chosen) || exit
    rm -rf "$1"
    mkdir -p "$1"
    files "$wanted" | LC_ALL=C sort -u | while IFS= read -r file; do
        [ -e "$file" ] || continue
        if is_left_out "$file" "$wanted"; then
            continue
        fi
        mkdir -p "$1/$(dirname "$file")"
        cp "$file" "$1/$file"
    done
    for original in "$1"/exercises/*/original.c; do
        [ -e "$original" ] || continue
        folder=${original%/original.c}
        name=${folder##*/}
        cp "$original" "$folder/$(printf '%s' "${name#*-}" | tr - _).c"
    done
    say_left_out "$1"
    if [ -n "${WEIGHTS:-}" ]; then
        put_weights "$1"
    fi
    if [ -e "$1/tools/grade/grade.weights" ]; then
        say_hand_in "$1" "$(cd "$1/exercises" && ls -d [0-9]*/ | tr -d /)"
    fi
}

# Names, dates, owners and rights are the same on every machine.
make_tar() {
    tar --create --format=ustar --sort=name --mtime=@946684800 --owner=0 --group=0 --numeric-owner \
        --mode=u+rw,go+r,go-w,a-s --directory="$(dirname "$1")" "$(basename "$1")" | gzip -9 -n >"$2.new"
    mv "$2.new" "$2"
}

here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || complain "what is to be made, and where?" "make handout" 2
[ -d exercises ] || complain "there are no exercises here" "run this at the top of the kit" 2
case $1 in
folder) make_folder "$2" ;;
tar) make_folder "$2" && make_tar "$2" "$3" ;;
*) complain "there is no \"$1\"" "make handout" 2 ;;
esac
