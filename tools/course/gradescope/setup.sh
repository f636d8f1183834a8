#!/bin/sh
# setup.sh - Gradescope runs it once, as root, when the autograder's image is built: installs what
# the kit needs and builds what all gradings share.
set -eu
root=${AUTOGRADER:-/autograder}
sh "$root/source/install.sh" "$root/source/racetrack.tar.gz" "$root/racetrack"
