#!/usr/bin/env bash
# install.sh - puts interleave into the PATH of later steps, built from the kit that this action is
# part of. An interleave that is there already, as of a Debian package, stays.
set -euo pipefail

if command -v interleave >/dev/null; then
    interleave --version
    exit
fi
kit=$(cd "$(dirname "$0")/../.." && pwd)
prefix=$RUNNER_TEMP/interleave
sh "$kit/tools/setup/setup.sh" install core tools
make -s -C "$kit" install PREFIX="$prefix"
echo "$prefix/bin" >>"$GITHUB_PATH"
"$prefix/bin/interleave" --version
