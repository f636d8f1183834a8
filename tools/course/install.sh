#!/bin/sh
# install.sh KIT.tar.gz FOLDER [bare] - unpacks the kit to FOLDER and installs what it needs. Unless it
# is to stay bare, all that gradings share is built too, so that none has to: for an image.
#
# To be run as root, or where sudo asks for nothing, unless all is there. FOLDER/.kit says which kit
# stands there built; grade.sh looks at it. Exit status: 0 done, 2 wrong use, 3 something is missing.
set -eu

if [ $# -lt 2 ]; then
    echo "racetrack: install.sh: expected a kit and a folder" >&2
    exit 2
fi
kit=$(cd "$(dirname "$1")" && pwd)/${1##*/}
as_root=
if [ "$(id -u)" -ne 0 ] && command -v sudo >/dev/null; then
    as_root=sudo
fi
if ! command -v make >/dev/null; then
    $as_root apt-get update
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends make
fi
rm -rf "$2"
mkdir -p "$2"
tar -xzf "$kit" --strip-components=1 -C "$2"
cd "$2"
sh tools/setup/setup.sh need core tools grading 2>/dev/null ||
    $as_root sh tools/setup/setup.sh install core tools grading
# A container may allow no sandbox; then there is none, and it is thrown away afterwards.
sh tools/setup/setup.sh need sandbox 2>/dev/null || $as_root sh tools/setup/setup.sh install sandbox || true
if [ "${3:-}" != bare ]; then
    make grade-parts
    sha256sum "$kit" | cut -d ' ' -f 1 >.kit
fi
