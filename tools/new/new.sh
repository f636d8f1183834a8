#!/bin/sh
# new.sh - makes a new exercise: 01-counter under another name, which passes the kit's rules at once.
#
#     sh tools/new/new.sh 25-name          at the top of the kit (make new EX=25-name)
#
# The three folders (exercises, solutions, tests/wrong-fixes) are filled under a hidden name beside
# where they belong and renamed at the end, exercises last, so that nothing half-made is ever taken
# for an exercise; whatever goes wrong, what was made is taken away again.
#
# Exit status: 0 done, 2 wrong use, 3 the machine doesn't let us (full disk, no permission).
set -u
LC_ALL=C
export LC_ALL

model=01-counter
most_letters=24 # of a name: then no line of C gets too long, and progress shows it whole

# fail STATUS PROBLEM REMEDY: one line, whatever is in it
fail() {
    printf 'racetrack: new: %s; try: %s' "$2" "$3" | tr -c '[:print:]' '?' >&2
    echo >&2
    exit "$1"
}

# The first number after the last that is taken; NN if there is none.
free_number() {
    candidate=NN
    for tens in 0 1 2 3 4 5 6 7 8 9; do
        for ones in 0 1 2 3 4 5 6 7 8 9; do
            if [ -n "$(taken_by "$tens$ones-*")" ]; then
                candidate=NN
            elif [ "$candidate" = NN ]; then
                candidate=$tens$ones
            fi
        done
    done
    echo "$candidate"
}

# taken_by PATTERN: the first folder of that name; the pattern is meant to be one
taken_by() {
    for top in exercises solutions tests/wrong-fixes; do
        # shellcheck disable=SC2086
        for folder in $top/$1; do
            if [ -e "$folder" ] || [ -L "$folder" ]; then
                echo "$folder"
                return
            fi
        done
    done
}

check_name() {
    case $name in
    [0-9][0-9]-[a-z]*) ;;
    *) fail 2 "\"$name\" can't be the name of an exercise" \
        "make new EX=$(free_number)-name" ;;
    esac
    case $rest in
    *[!a-z0-9-]* | *- | *--*)
        fail 2 "\"$name\": only lowercase letters, digits, and single dashes between them" \
            "make new EX=$number-name" ;;
    original | contract)
        fail 2 "\"$rest.c\" is a file that every exercise has" "another name" ;;
    esac
    if [ "${#rest}" -gt "$most_letters" ]; then
        fail 2 "\"$rest\" is too long" "at most $most_letters letters"
    fi
}

check_free() {
    taken=$(taken_by "$number-*")
    if [ -n "$taken" ]; then
        fail 2 "the number $number is taken by $taken" "make new EX=$(free_number)-$rest"
    fi
    taken=$(taken_by "[0-9]*-$rest")
    if [ -n "$taken" ]; then
        fail 2 "the name $rest is taken by $taken" "another name"
    fi
}

check_model() {
    for top in exercises solutions tests/wrong-fixes; do
        if [ ! -d "$top/$model" ]; then
            fail 2 "$top/$model is missing, which this command copies" "run this at the top of a complete checkout"
        fi
    done
}

# rename_in FILE: prints it with the new names
rename_in() {
    case $1 in
    */test_*.c) suite="s/\\([( ]\\)counter,/\\1$stem,/g" ;;
    *) suite='' ;;
    esac
    sed -e "s/$model/$name/g" -e "s/01 counter/$number $spoken/g" -e "s/counter\\.c/$stem.c/g" \
        -e "$suite" "$1"
}

# What is left to do stands where it will be read, out of a reader's sight: after the heading.
todo_readme="<!-- TODO: this is $model under another name. Yours to write:
     TODO: the story, and the invariant in one sentence, here
     TODO: original.c (and the same as the student's file), contract.c and the test
     TODO: the verdicts of the checks, and the racing pair, in the table below
     TODO: the fixes in solutions, and at least one tempting wrong fix in tests/wrong-fixes -->"
todo_hints="<!-- TODO: five hints or so, from a nudge to the idea, never the code -->"

# add_todo FILE TEXT: after the first line and the empty one that follows it
add_todo() {
    { sed -n 1,2p "$1" && printf '%s\n\n' "$2" && sed 1,2d "$1"; } >"$1.todo" && mv "$1.todo" "$1"
}

# fill TOP: one of the three folders, under its hidden name
fill() {
    mkdir "$1/$hidden" || return 1
    for file in "$1/$model"/*; do
        base=${file##*/}
        case $base in
        *.yours.c | *.yours-*.c) continue ;; # a student's, kept by make reset
        counter.c) continue ;;               # may have been edited; original.c has not
        test_counter.c) base=test_$stem.c ;;
        esac
        rename_in "$file" >"$1/$hidden/$base" || return 1
    done
}

fill_all() {
    for top in exercises solutions tests/wrong-fixes; do
        fill "$top" || return 1
    done
    cp "exercises/$hidden/original.c" "exercises/$hidden/$stem.c" &&
        add_todo "exercises/$hidden/README.md" "$todo_readme" &&
        add_todo "exercises/$hidden/hints.md" "$todo_hints"
}

place_all() {
    for top in solutions tests/wrong-fixes exercises; do
        mv -T "$top/$hidden" "$top/$name" || return 1
    done
}

# Takes away what isn't whole; nothing of that name was there before.
clean_up() {
    if [ -z "$finished" ]; then
        for top in exercises solutions tests/wrong-fixes; do
            rm -rf "${top:?}/$hidden"
            if [ -n "$placing" ]; then
                rm -rf "${top:?}/$name"
            fi
        done
    fi
}

if [ $# -ne 1 ]; then
    fail 2 "expected one name" "make new EX=$(free_number)-name"
fi
name=$1
number=${name%%-*}
rest=${name#*-}
check_model
check_name
check_free
stem=$(printf %s "$rest" | tr - _)
spoken=$(printf %s "$rest" | tr - ' ')
hidden=.new-$name-$$
finished='' placing=''
trap clean_up EXIT
trap 'exit 3' HUP INT TERM
reason=$(fill_all 2>&1) || fail 3 "$name can't be made: $reason" "free some disk space, or make the folders writable"
placing=yes
reason=$(place_all 2>&1) || fail 3 "$name can't be put in its place: $reason" "run the same command once more"
finished=yes
printf '%s: created as a copy of %s, in\n' "$name" "$model"
printf '  %s\n' "exercises/$name" "solutions/$name" "tests/wrong-fixes/$name"
printf 'Next:\n'
printf '  %-52s %s\n' "make verify EX=$number" 'already racy, and already caught' \
    "grep -rn TODO exercises/$name" 'what is left for you to write' \
    'make check' 'compares its claims with what the tools find'
