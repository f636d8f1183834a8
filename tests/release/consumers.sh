#!/bin/sh
# consumers.sh PREFIX - projects that use an installed interleave: one that only calls the commands,
# one with pkg-config, one with CMake. It needs pkg-config and cmake.
set -eu

prefix=$1
here=$(cd "$(dirname "$0")" && pwd)/consumer
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
PATH=$prefix/bin:$PATH
PKG_CONFIG_PATH=$prefix/lib/pkgconfig
export PATH PKG_CONFIG_PATH

fail() {
    echo "consumers: $1" >&2
    exit 1
}

# The commands: the fixed program is proved, the racy one isn't.
interleave cc "$here/whole.c" -o whole
interleave run -t 20 ./whole >said || fail "interleave run: the fixed program: $(cat said)"
grep -q proved said || fail "interleave run: no proof: $(cat said)"
interleave cc -DRACY "$here/whole.c" -o racy
! interleave run -t 20 ./racy >said || fail "interleave run: the racy program: $(cat said)"
tsan-report cc -DRACY "$here/whole.c" -o watched
! tsan-report run ./watched >said 2>&1 || fail "tsan-report run: $(cat said)"
grep -q 'data race on count' said || fail "tsan-report run: $(cat said)"
echo "commands: as expected"

# pkg-config: the compiler that it names, which checks all objects; and another one, with its flags.
[ "$(pkg-config --modversion interleave)" = "$(interleave --version | sed 's/.* //')" ] ||
    fail "interleave.pc: $(pkg-config --modversion interleave), but $(interleave --version)"
"$(pkg-config --variable=compiler interleave)" "$here/explores.c" -o explores
./explores || fail "pkg-config --variable=compiler"
# shellcheck disable=SC2046 # the words must stay apart
"$(pkg-config --variable=compiler interleave)" $(pkg-config --cflags interleave) -c "$here/explores.c"
# shellcheck disable=SC2046
clang explores.o -o linked $(pkg-config --libs interleave)
./linked || fail "pkg-config --libs"
echo "pkg-config: as expected"

CC=interleave-cc cmake -S "$here" -B built -DCMAKE_PREFIX_PATH="$prefix" >said 2>&1 || fail "$(cat said)"
cmake --build built >said 2>&1 || fail "$(cat said)"
(cd built && ctest --output-on-failure) >said 2>&1 || fail "$(cat said)"
grep -q '100% tests passed, 0 tests failed out of 3' said || fail "$(cat said)"
echo "CMake: as expected"
