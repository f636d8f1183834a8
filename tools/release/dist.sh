#!/bin/sh
# dist.sh FOLDER - packs the committed kit as FOLDER/racetrack-VERSION.tar.xz, and prints that name.
#
# The archive is the same to the byte for one commit, wherever it is packed: git writes names in
# order, root as the owner and the commit's time; the rights don't depend on the umask here, nor the
# compression on the number of processors. The checkout's uncommitted changes are not in it.
#
# Exit status: 0 done, 2 wrong use, 3 git or xz is missing, or this is no clone.
set -eu

complain() {
    echo "racetrack: dist: $1; try: $2" >&2
    exit "$3"
}

[ $# -eq 1 ] || complain "where to?" "make dist" 2
for needed in git xz; do
    command -v $needed >/dev/null || complain "there is no $needed" "install it" 3
done
# A kit without .git of its own may lie in somebody else's repository.
[ -e .git ] && commit=$(git rev-parse --verify --quiet HEAD) ||
    complain "this is not a git clone" "in a clone of the kit" 3

version=$(git show "$commit:tools/version.h" | sed -n 's/.*define RACETRACK_VERSION "\(.*\)"/\1/p')
[ -n "$version" ] || complain "tools/version.h has no RACETRACK_VERSION" "git checkout -- tools/version.h" 3
[ -z "$(git status --porcelain --untracked-files=no)" ] ||
    echo "racetrack: dist: uncommitted changes are left out" >&2

name=racetrack-$version
mkdir -p "$1"
scratch=$(mktemp -d "$1/dist-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 3' HUP INT TERM
# In two steps, for a pipe would hide that git failed.
git -c tar.umask=0022 archive --format=tar --prefix="$name/" -o "$scratch/$name.tar" "$commit"
xz -9 -T1 "$scratch/$name.tar"
mv "$scratch/$name.tar.xz" "$1/"
echo "$1/$name.tar.xz"
