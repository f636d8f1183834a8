#!/bin/sh
# action.sh FOLDER - what GitHub would do with tools/action in a checkout at FOLDER/checkout: its steps,
# each by bash, with the inputs in the environment that action.yml names, and the files that a runner
# gives. action.yml is held against its schema by npm's action-validator.
#
# interleave is installed anew, by the action. Exit status: 0 as expected, 1 not, 3 something is missing.
set -eu

for need in node npm git; do
    command -v "$need" >/dev/null || {
        echo "racetrack: action-tried: $need is missing; try: apt-get install npm git" >&2
        exit 3
    }
done
kit=$PWD
mkdir -p "$1"
here=$(cd "$1" && pwd)
rm -rf "$here/checkout" "$here/temp"
mkdir -p "$here/checkout" "$here/temp"
modules=$here/npm
[ -d "$modules/node_modules/yaml" ] || npm install --silent --no-audit --no-fund --prefix "$modules" \
    yaml@2.8.1 @action-validator/core@0.6.0 @action-validator/cli@0.6.0
"$modules/node_modules/.bin/action-validator" tools/action/action.yml

cp tests/release/consumer/whole.c "$here/checkout/"
printf 'all: racy fixed\nfixed:\n\t$(CC) whole.c -o $@\nracy:\n\t$(CC) -DRACY whole.c -o $@\n' >"$here/checkout/Makefile"
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES
export RUNNER_TEMP="$here/temp" GITHUB_PATH="$here/temp/path" GITHUB_OUTPUT="$here/temp/output" \
    GITHUB_STEP_SUMMARY="$here/temp/summary" GITHUB_ACTION_PATH="$kit/tools/action"

# The steps in their order, with what the expressions in them come to; from the first that fails, none.
cat >"$here/steps.js" <<'END'
const fs = require("fs");
const { spawnSync } = require("child_process");
const [action, folder, given] = process.argv.slice(2);
const { inputs, runs } = require("yaml").parse(fs.readFileSync(action, "utf8"));
const values = { ...JSON.parse(given) };
for (const [name, input] of Object.entries(inputs)) values[name] ??= input.default;
const fill = (text) => text.replace(/\$\{\{ *inputs\.([a-z-]+) *\}\}/g, (_, name) => values[name]);
for (const step of runs.steps) {
    if (step.if === "inputs.build != ''" ? values.build === "" : step.if) continue;
    const env = { ...process.env };
    for (const [name, value] of Object.entries(step.env ?? {})) env[name] = fill(value);
    if (fs.existsSync(env.GITHUB_PATH))
        env.PATH = fs.readFileSync(env.GITHUB_PATH, "utf8").trim().split("\n").reverse().join(":") + ":" + env.PATH;
    const cwd = `${folder}/${fill(step["working-directory"] ?? ".")}`;
    const { status } = spawnSync("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step.run],
        { env, cwd, stdio: "inherit" });
    if (status !== 0) process.exit(status);
}
END

# expect STATUS VERDICT INPUTS
expect() {
    rm -f "$GITHUB_OUTPUT" "$GITHUB_STEP_SUMMARY"
    status=0
    NODE_PATH=$modules/node_modules node "$here/steps.js" tools/action/action.yml "$here/checkout" "$3" \
        >"$here/said" 2>&1 || status=$?
    if [ $status != "$1" ] || ! grep -qx "verdict=$2" "$GITHUB_OUTPUT"; then
        cat "$here/said" "$GITHUB_OUTPUT"
        echo "racetrack: action-tried: exit status $status, expected $1 and $2" >&2
        exit 1
    fi
    echo "action: $2, as expected"
}
expect 0 proved '{"build": "make fixed", "programs": "./fixed", "fail-on": "unproved"}'
expect 1 failed '{"build": "make", "programs": "./fixed\n./racy"}'
grep -q '^whole.c:13:' "$here/said"
expect 0 failed '{"build": "", "programs": "./racy", "fail-on": "never"}'
