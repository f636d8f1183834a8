#!/bin/sh
# workflow.sh COURSE FOLDER - runs the steps of racetrack.yml in a checkout of the template, once with what
# the student in FOLDER/student handed in, once with nothing touched; FOLDER/read gets what each step
# "Show" printed, its exit status and the summary.
set -eu
course=$1
here=$2
for need in node npm; do
    command -v "$need" >/dev/null || {
        echo "racetrack: course-tried: $need is missing; try: apt-get install npm" >&2
        exit 3
    }
done
modules=$(dirname "$here")/npm
[ -d "$modules/node_modules/yaml" ] || npm install --silent --no-audit --no-fund --prefix "$modules" \
    yaml@2.8.1 @action-validator/core@0.6.0 @action-validator/cli@0.6.0
"$modules/node_modules/.bin/action-validator" "$course/.github/workflows/racetrack.yml"
NODE_PATH=$modules/node_modules node -e '
    const steps = require("yaml").parse(require("fs").readFileSync(process.argv[1], "utf8")).jobs.grade.steps;
    for (const name of ["Grade", "Show"])
        require("fs").writeFileSync(`${process.argv[2]}/${name}.sh`, steps.find((step) => step.name === name).run);
' "$course/.github/workflows/racetrack.yml" "$here"
cp -r "$course" "$here/checkout"
cd "$here/checkout"
for when in untouched handed-in; do
    if [ $when = handed-in ]; then
        cp ../student/counter.c exercises/01-counter/
        cp ../student/window_ids.c exercises/02-window-ids/
        # A comment touches it: it is not the original any more.
        echo "/* tried */" >>exercises/02-window-ids/window_ids.c
    fi
    export GITHUB_STEP_SUMMARY="$here/read/$when.md"
    bash -e ../Grade.sh >../log 2>&1 || { tail -n 20 ../log >&2; exit 1; }
    status=0
    bash -e ../Show.sh >"../read/$when.txt" || status=$?
    echo $status >"../read/$when.status"
done
