#!/bin/sh
# run.sh - runs the sandbox's tests in a folder of their own, as this user and, if that is root, as
# one without rights.
#
#     run.sh TESTS TRIES SANDBOX VERIFY BUILT HARNESS SOURCE LATE
#
# All that the tests touch is copied there: the project may lie where only root can look.
set -eu

OTHER=64999 # a user that nobody is

folder=$(mktemp -d "${TMPDIR:-/tmp}/racetrack-test-sandbox-XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$folder"

cp "$1" "$folder/test_sandbox"
cp "$2" "$folder/tries"
cp "$3" "$folder/sandbox"
cp "$4" "$folder/verify"
# What was compiled names what it was compiled from.
mkdir -p "$folder/exercises" "$folder/${7%/*}"
cp -r exercises/lib "$folder/exercises/"
cp "$7" "$folder/$7"
ln -s "$7" "$folder/source"
mkdir "$folder/built" "$folder/harness" "$folder/submissions" "$folder/late"
cp "$8" "$folder/late/bwrap"
cp "$5"/* "$folder/built/"
cp "$6"/contract "$6"/contract.json "$folder/harness/"
sed "s|=$5/|=built/|; s|=$6/|=harness/|; s|^source=.*|source=source|" "$5/manifest" >"$folder/manifest"
cd "$folder"
echo "a secret" >secret
echo "mine" >submissions/mine.c
echo "another's" >submissions/another.c

# fake NAME WORDS: a bubblewrap that can't, and says why.
fake() {
    mkdir "$1"
    printf '#!/bin/sh\necho "%s" >&2\nexit 1\n' "$2" >"$1/bwrap"
    chmod -R 755 "$1"
}
fake forbids "bwrap: setting up uid map: Permission denied"
fake old "bwrap: Unknown option --disable-userns"
mkdir none

export TRIES=./tries SANDBOX="$folder/sandbox" VERIFY="$folder/verify"

what="*/*"
if ! "$SANDBOX" --try; then
    echo "tests/sandbox: NOT TESTED, as there is none: that nothing gets out of a sandbox"
    what="missing/*"
fi

status=0
./test_sandbox --jobs=2 --filter "$what" || status=1
if [ "$(id -u)" = 0 ]; then
    rm -rf m? made here built/result.json
    chown -R "$OTHER:$OTHER" .
    echo "== again, as a user without rights"
    setpriv --reuid "$OTHER" --regid "$OTHER" --clear-groups env HOME="$folder" \
        ./test_sandbox --jobs=2 --filter "$what" || status=1
fi
exit "$status"
