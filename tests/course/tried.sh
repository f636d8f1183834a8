#!/bin/sh
# tried.sh PLATFORM COURSE FOLDER - does, in a made-up place at FOLDER, what that platform does with what
# `make course FOR=PLATFORM EXERCISES=1,2` made in COURSE, for a student who has fixed 01 and handed in
# 02 as it was. What the platform would read is FOLDER/read; test_course looks at it.
#
# What stands in for the platform is said at each. The kit stands built in FOLDER/../image, as in an
# image of the platform's; it is built anew when it has changed.
set -eu

platform=$1
course=$(cd "$2" && pwd)
rm -rf "$3"
mkdir -p "$3/student" "$3/read"
cp solutions/01-counter/lock.c "$3/student/counter.c"
cp exercises/02-window-ids/original.c "$3/student/window_ids.c"
top=$PWD
cd "$3"
here=$PWD
image=$(dirname "$here")/image
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES

quietly() {
    "$@" >"$here/log" 2>&1 || {
        tail -n 20 "$here/log" >&2
        exit 1
    }
}

# use_image KIT.tar.gz: the kit of that archive, built.
use_image() {
    if [ "$(cat "$image/.kit" 2>/dev/null)" != "$(sha256sum "$1" | cut -d ' ' -f 1)" ]; then
        quietly sh "$top/tools/course/install.sh" "$1" "$image"
    fi
    export RACETRACK="$image"
}

unpack_zip() {
    if command -v unzip >/dev/null; then
        unzip -q "$1"
    else
        python3 -m zipfile -e "$1" .
    fi
}

# Gradescope unpacks the zip into /autograder/source, runs setup.sh, then run_autograder for each
# submission (Autograder Specifications). setup.sh builds, where it isn't built already.
try_gradescope() {
    AUTOGRADER=$here/autograder
    export AUTOGRADER
    mkdir -p autograder/source autograder/results
    cp -r student autograder/submission
    (cd autograder/source && unpack_zip "$course/autograder.zip")
    quietly sh autograder/source/setup.sh
    (cd autograder && quietly ./source/run_autograder)
    cp autograder/results/results.json read/
}

# Classroom 50's runner starts autograder.py in the student's checkout, its folder elsewhere, and reads
# result.json (Advanced Autograding, "Contract").
try_classroom50() {
    use_image "$course/autograders/racetrack/racetrack.tar.gz"
    cp -r "$course/template" checkout
    cp student/counter.c checkout/exercises/01-counter/
    cp student/window_ids.c checkout/exercises/02-window-ids/
    (cd checkout && git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -q -m work
        env CLASSROOM=cs1 ASSIGNMENT=racetrack USERNAME=anna OWNER=anna ASSIGNMENT_TYPE=individual \
            SUBMISSION_TAG=submit/2026-06-01T14-32-05Z-a1b2c3d COMMIT_URL=https://github.com/o/r/commit/a1b2c3d \
            RELEASE_URL=https://github.com/o/r/releases/tag/submit REVIEW_URL= PAGES_BASE_URL=https://o.github.io/classroom50 \
            CLASSROOM50_BUNDLE_DIR="$course/autograders/racetrack" GITHUB_SHA="$(git rev-parse HEAD)" \
            python3 "$course/autograders/racetrack/autograder.py" >"$here/log" 2>&1 || { tail -n 20 "$here/log" >&2; exit 1; })
    cp checkout/result.json checkout/release-body.md read/
}

# Autolab copies the handin under its base name, the Makefile and the tar into an empty folder, runs
# make, and reads what it printed (Guide for Lab Authors, step 3; Tango's autodriver runs make).
try_autolab() {
    mkdir job
    tar -cf job/handin.zip -C student .
    cp "$course/autograde-Makefile" job/Makefile
    cp "$course/autograde.tar" job/
    tar -xOf job/autograde.tar racetrack-course/racetrack.tar.gz >kit.tar.gz
    use_image "$here/kit.tar.gz"
    (cd job && make) >read/feedback 2>log || { tail -n 20 log read/feedback >&2; exit 1; }
}

# PrairieLearn puts the files into /grade/student and runs the entrypoint of the question's info.json
# (External Grading, "The Grading Process"). What the image has is in COURSE_ROOT.
try_prairielearn() {
    use_image "$course/image/racetrack.tar.gz"
    for name in 01-counter 02-window-ids; do
        entry=$(sed -n 's/.*"entrypoint": "\(.*\)",/\1/p' "$course/questions/racetrack-$name/info.json")
        rm -rf grade
        mkdir -p grade
        cp -r student grade/student
        # shellcheck disable=SC2086 # the words must stay apart, as the grader's host takes them
        set -- ${entry#/opt/racetrack-course/}
        quietly env GRADE_ROOT="$here/grade" COURSE_ROOT="$course/image" sh "$course/image/$1" "$2"
        cp grade/results/results.json "read/$name.json"
    done
}

# VPL's jail has the submitted files and the execution files in one folder with vpl_environment.sh, runs
# vpl_evaluate.sh, and then vpl_execution, which must begin with #! (VPL, "Execution files").
try_vpl() {
    cp -r student jail
    cp "$course/execution-files/"* jail/
    use_image "$course/execution-files/racetrack.tar.gz"
    printf 'export VPL_GRADEMIN=0\nexport VPL_GRADEMAX=50\n' >jail/vpl_environment.sh
    (cd jail && chmod +x ./*.sh && ./vpl_evaluate.sh && head -c 2 vpl_execution | grep -q '#!' && ./vpl_execution) >read/output
}

# Artemis checks the student's repository out to assignment/, the tests' to tests/, runs the build's
# script and reads test-reports/*.xml (its templates for C).
try_artemis() {
    mkdir build
    cp -r "$course/assignment" "$course/tests" build/
    cp student/counter.c build/assignment/exercises/01-counter/
    cp student/window_ids.c build/assignment/exercises/02-window-ids/
    use_image "$course/tests/racetrack.tar.gz"
    (cd build && quietly bash "$course/build.sh")
    cp build/test-reports/*.xml read/
}

# GitHub runs a workflow's steps in a checkout, each by `bash -e`; the steps that call an action are its
# own. The workflow itself is held against the published schema by npm's action-validator.
try_github() {
    sh "$top/tests/course/workflow.sh" "$course" "$here"
}

case $platform in
gradescope | classroom50 | autolab | prairielearn | vpl | artemis | github) "try_$platform" ;;
*)
    echo "racetrack: course-tried: FOR=$platform: no such platform" >&2
    exit 2
    ;;
esac
