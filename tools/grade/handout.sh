#!/bin/sh
# handout.sh - what is handed out: the kit without solutions, and what is made of it.
#
#     handout.sh folder FOLDER              the kit's files, in a folder that is made anew
#     handout.sh tar FOLDER FILE.tar.gz     that folder, the same to the byte wherever it is packed
#     handout.sh gradescope FOLDER          setup.sh, run_autograder and the kit, to be zipped
#     handout.sh classroom FOLDER           the kit and a workflow: a template for GitHub Classroom
#
# Left out are solutions/, and tests/ but for the file that make reads: wrong fixes tell much too.
# Each exercise's program is its original, whatever has been edited here. All else is as it stands
# here, staged or not; but in a clone, a file that git doesn't track stays here. WEIGHTS names the
# weights that an autograder counts by.
#
# Exit status: 0 done, 2 wrong use, 3 something can't be read or written.
set -eu

here=tools/grade

complain() {
    echo "racetrack: handout: $1; try: $2" >&2
    exit "$3"
}

files() {
    if [ -e .git ] && command -v git >/dev/null; then
        git ls-files
    else
        find . -type f ! -path './build/*' ! -name '*.yours*.c' | sed 's|^\./||'
    fi | grep -v -e '^solutions/' -e '^tests/' -e '^\.ci/' -e '^\.claude'
    echo tests/tests.mk
}

# Pages that name what isn't there lead nowhere: those who follow them are told why.
say_left_out() {
    for page in README.md exercises/README.md; do
        printf '%s\n' '' '## Left out' '' \
            'This is the kit as it is handed out: without `solutions/` and `tests/`, wrong fixes among' \
            'them. What points there leads nowhere, until whoever teaches the course shows you what is there.' \
            >>"$1/$page"
    done
}

make_folder() {
    rm -rf "$1"
    mkdir -p "$1"
    files | LC_ALL=C sort -u | while IFS= read -r file; do
        [ -e "$file" ] || continue
        mkdir -p "$1/$(dirname "$file")"
        cp "$file" "$1/$file"
    done
    for original in "$1"/exercises/*/original.c; do
        folder=${original%/original.c}
        name=${folder##*/}
        cp "$original" "$folder/$(printf '%s' "${name#*-}" | tr - _).c"
    done
    say_left_out "$1"
    if [ -n "${WEIGHTS:-}" ]; then
        cp "$WEIGHTS" "$1/$here/grade.weights"
    fi
}

# Names, dates, owners and rights are the same on every machine.
make_tar() {
    tar --create --format=ustar --sort=name --mtime=@946684800 --owner=0 --group=0 --numeric-owner \
        --mode=u+rw,go+r,go-w,a-s --directory="$(dirname "$1")" "$(basename "$1")" | gzip -9 -n >"$2.new"
    mv "$2.new" "$2"
}

make_gradescope() {
    make_folder "$1/racetrack"
    make_tar "$1/racetrack" "$1/racetrack.tar.gz"
    rm -rf "$1/racetrack"
    cp "$here/gradescope/setup.sh" "$here/gradescope/run_autograder" "$1/"
    chmod 755 "$1/setup.sh" "$1/run_autograder"
}

make_classroom() {
    make_folder "$1"
    mkdir -p "$1/.github/workflows"
    cp "$here/classroom.yml" "$1/.github/workflows/classroom.yml"
}

[ $# -ge 2 ] || complain "what is to be made, and where?" "make handout" 2
[ -d exercises ] || complain "there are no exercises here" "the same at the top of the kit" 2
case $1 in
folder) make_folder "$2" ;;
tar) make_folder "$2" && make_tar "$2" "$3" ;;
gradescope) rm -rf "$2" && mkdir -p "$2" && make_gradescope "$2" ;;
classroom) make_classroom "$2" ;;
*) complain "there is no \"$1\"" "make handout" 2 ;;
esac
