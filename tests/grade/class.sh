#!/bin/sh
# class.sh FOLDER STUDENTS EXERCISE... - a class with planted verdicts, made of what the kit has:
# originals, solutions, wrong fixes, and for each exercise what does not compile, what crashes and
# what hangs. FOLDER/s gets the submissions, FOLDER/planted a line for each: student,exercise,verdict.
# Each file is different (a comment names its student), but for every tenth student, who copies.
set -eu
folder=$1
students=$2
shift 2
mkdir -p "$folder/s"

# plant KIND FILE TO STUDENT: writes a submission; sets verdict
plant() {
    verdict=not-fixed
    case $1 in
    fixed) verdict=fixed ;;
    esac
    {
        case $1 in
        broken) echo '#error "not yet"' ;;
        crash | hang) echo '#define total unused_total' ;;
        esac
        cat "$2"
        case $1 in
        crash | hang)
            echo '#undef total'
            echo 'void abort(void); int pause(void); long total(struct workload load);'
            echo 'long total(struct workload load) { (void)load;'
            [ "$1" = crash ] && echo 'abort(); }' || echo 'for (;;) pause(); }'
            ;;
        esac
        echo "/* handed in by $4 */"
    } >"$3"
}

number=0
while [ "$number" -lt "$students" ]; do
    number=$((number + 1))
    student=student$(printf %03d "$number")
    author=$student
    [ $((number % 10)) = 0 ] && author=student$(printf %03d $((number - 9)))
    turn=$(printf '%s' "$author" | tr -dc 0-9 | sed 's/^0*//')
    mkdir -p "$folder/s/$student"
    place=0
    for exercise; do
        place=$((place + 1))
        stem=$(printf '%s' "${exercise#*-}" | tr - _)
        original=exercises/$exercise/original.c
        # In turn, all that there is: twice as many right fixes as wrong ones; few hang.
        set -- "$@" --
        for fix in solutions/"$exercise"/*.c solutions/"$exercise"/*.c; do set -- "$@" "fixed:$fix"; done
        for fix in tests/wrong-fixes/"$exercise"/*.c; do set -- "$@" "wrong:$fix"; done
        set -- "$@" "original:$original" "broken:$original" "crash:$original"
        [ $((turn % 16)) = 5 ] && set -- "$@" "hang:$original"
        while [ "$1" != -- ]; do
            keep="${keep:-} $1"
            shift
        done
        shift
        choice=$(((turn * 5 + place * 3) % $#))
        [ $((turn % 16)) = 5 ] && [ "$place" = 1 ] && choice=$(($# - 1))
        shift $choice
        plant "${1%%:*}" "${1#*:}" "$folder/s/$student/$stem.c" "$author"
        echo "$student,$exercise,$verdict" >>"$folder/planted"
        # shellcheck disable=SC2086 # the words are wanted apart
        set -- $keep
        keep=
    done
done
sort -o "$folder/planted" "$folder/planted"
