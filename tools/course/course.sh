#!/bin/sh
# course.sh PLATFORM FOLDER - makes, in a folder that is made again, what that platform takes: a grader,
# and where students work in a clone, the template of it. README.md in it says what goes where.
#
# CHOSEN and WEIGHTS are as for handout.sh; PACK names the program that packs a zip. Exit status: 0
# done, 2 wrong use, 3 something can't be read or written.
set -eu

here=tools/course

complain() {
    echo "racetrack: course: $1; try: $2" >&2
    exit "$3"
}

# The kit as graders use it, in one archive, and the two scripts that go with it.
put_grader() {
    mkdir -p "$1"
    sh $here/handout.sh tar "$1/racetrack" "$1/racetrack.tar.gz"
    rm -rf "$1/racetrack"
    cp $here/grade.sh $here/install.sh "$1/"
}

# The kit as students get it, with how to hand in on that platform.
put_template() {
    HAND_IN=$here/$platform/hand-in.md
    export HAND_IN
    sh $here/handout.sh folder "$1"
}

# An image that holds the kit built: for platforms that start one for each submission.
put_image() {
    mkdir -p "$1"
    cp $here/image/Dockerfile $here/install.sh $here/grade.sh $here/prairielearn/run.sh "$2/racetrack.tar.gz" "$1/"
}

# The exercises' folders, and the points of one.
exercises() {
    tar -tzf "$1/racetrack.tar.gz" | sed -n 's|^racetrack/exercises/\([0-9][^/]*\)/original.c$|\1|p' | LC_ALL=C sort
}

points_of() {
    tar -xOzf "$1/racetrack.tar.gz" racetrack/HANDIN.md |
        sed -n "s/^| \[$2\].*| \([0-9.]*\) |\$/\1/p"
}

make_classroom50() {
    put_grader "$1/autograders/racetrack"
    cp $here/classroom50/autograder.py "$1/autograders/racetrack/"
    cp $here/classroom50/runtime.json "$1/"
    put_template "$1/template"
}

make_gradescope() {
    put_grader "$1/files"
    cp $here/gradescope/setup.sh $here/gradescope/run_autograder "$1/files/"
    chmod 755 "$1/files/setup.sh" "$1/files/run_autograder"
    "$PACK" "$1/autograder.zip" "$1/files" setup.sh run_autograder install.sh grade.sh racetrack.tar.gz
    rm -rf "$1/files"
}

make_autolab() {
    put_grader "$1/racetrack-course"
    cp $here/autolab/autolab.sh "$1/racetrack-course/"
    tar --create --format=ustar --sort=name --mtime=@946684800 --owner=0 --group=0 --numeric-owner \
        --directory="$1" racetrack-course >"$1/autograde.tar"
    put_image "$1/image" "$1/racetrack-course"
    cp $here/autolab/autograde-Makefile $here/autolab/racetrack.rb "$1/"
    {
        cat $here/autolab/racetrack.yml
        echo "problems:"
        exercises "$1/racetrack-course" | while IFS= read -r folder; do
            printf -- "- name: %s\n  description: ''\n  max_score: %s\n  optional: false\n" "$folder" \
                "$(points_of "$1/racetrack-course" "$folder")"
        done
    } >"$1/racetrack.yml"
    rm -rf "$1/racetrack-course"
}

# A UUID in the form of version 4, as PrairieLearn wants, that is the same wherever it is made.
uuid_of() {
    printf 'racetrack %s' "$1" | sha256sum |
        sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\).*/\1-\2-4\3-a\4-\5/'
}

make_prairielearn() {
    put_grader "$1/grader"
    put_image "$1/image" "$1/grader"
    exercises "$1/grader" | while IFS= read -r folder; do
        stem=$(printf '%s' "${folder#*-}" | tr - _)
        question=$1/questions/racetrack-$folder
        mkdir -p "$question"
        sed "s/@UUID@/$(uuid_of "$folder")/; s/@EXERCISE@/$folder/g" $here/prairielearn/info.json \
            >"$question/info.json"
        sed "s/@FILE@/$stem.c/g; s/@EXERCISE@/$folder/g" $here/prairielearn/question.html >"$question/question.html"
        cp "exercises/$folder/original.c" "$question/$stem.c"
    done
    rm -rf "$1/grader"
}

make_vpl() {
    put_grader "$1/execution-files"
    cp $here/vpl/vpl_evaluate.sh "$1/execution-files/"
    put_image "$1/image" "$1/execution-files"
}

make_artemis() {
    put_grader "$1/tests"
    put_template "$1/assignment"
    put_image "$1/image" "$1/tests"
    cp $here/artemis/build.sh "$1/"
}

make_github() {
    put_template "$1"
    mkdir -p "$1/.github/workflows"
    cp $here/github/racetrack.yml "$1/.github/workflows/"
}

platform=${1:-}
case $platform in
classroom50 | gradescope | autolab | prairielearn | vpl | artemis | github) ;;
*) complain "FOR=$platform: no such platform" "FOR=classroom50; see tools/course" 2 ;;
esac
[ -d exercises ] || complain "there are no exercises here" "run this at the top of the kit" 2
rm -rf "$2"
mkdir -p "$2"
"make_$platform" "$2"
# A template's own README is the kit's.
page=README.md
[ ! -e "$2/$page" ] || page=TEMPLATE.md
cp "$here/$platform/README.md" "$2/$page"
