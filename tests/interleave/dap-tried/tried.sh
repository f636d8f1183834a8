#!/bin/sh
# tried.sh - real clients of the Debug Adapter Protocol step through programs by `interleave dap`:
# Microsoft's for Node.js, and, where NVIM_DAP and DAPE name a checkout of them, Neovim's nvim-dap and Emacs's
# dape, which needs Emacs 29 or newer.
#
#     tried.sh INTERLEAVE
set -eu
interleave=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
command -v npm >/dev/null || {
    echo "racetrack: npm is missing; try: apt-get install npm" >&2
    exit 3
}
mkdir -p build/dap-tried
cd build/dap-tried
for program in counter crash; do
    "$interleave" cc "$here/$program.c" -o "$program"
done
[ -d node_modules/@vscode/debugadapter-testsupport ] ||
    npm install --silent --no-fund --no-audit @vscode/debugadapter-testsupport@1
NODE_PATH=node_modules timeout 60 node "$here/client.js" "$interleave" "$PWD/counter" "$PWD/crash"
if [ -n "${NVIM_DAP:-}" ]; then
    DAP="$interleave" COUNTER="$PWD/counter" timeout 60 nvim --headless --clean \
        --cmd "set runtimepath+=$NVIM_DAP" -c "luafile $here/nvim.lua"
fi
if [ -n "${DAPE:-}" ]; then
    DAP="$interleave" COUNTER="$PWD/counter" timeout 60 emacs -Q --batch -L "$DAPE" -l "$here/emacs.el"
fi
