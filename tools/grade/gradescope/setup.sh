#!/bin/sh
# setup.sh - Gradescope runs it once, as root, when the autograder's image is built: installs what
# the kit needs and builds what all gradings share.
set -eu
root=${AUTOGRADER:-/autograder}
cd "$root/source"
if ! command -v make >/dev/null; then
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends make
fi
rm -rf racetrack
tar -xzf racetrack.tar.gz
cd racetrack
sh tools/setup/setup.sh install core tools grading sandbox
make grade-parts
