#!/bin/sh
# deb.sh TARBALL FOLDER - builds the Debian packages of what make dist packed, in FOLDER, and has
# lintian look at them.
#
# The packaging is tools/release/debian; it comes to the top of the unpacked source, with a changelog
# that is made here, so that the version stands in tools/version.h alone. The changelog's time is the
# archive's, so that the packages are the same however often they are built by one Debian release.
#
# Exit status: 0 done, 1 lintian complains, 2 wrong use, 3 something is missing or doesn't build.
set -eu

complain() {
    echo "racetrack: deb: $1; try: $2" >&2
    exit "$3"
}

[ $# -eq 2 ] || complain "of what, and where to?" "make deb" 2
for needed in dpkg-buildpackage dh lintian; do
    command -v $needed >/dev/null ||
        complain "there is no $needed" "apt-get install dpkg-dev debhelper lintian, on Debian" 3
done

name=$(basename "$1" .tar.xz)
version=${name#racetrack-}
rm -rf "$2"
mkdir -p "$2"
cp "$1" "$2/racetrack_$version.orig.tar.xz"
cd "$2"
tar -xf "racetrack_$version.orig.tar.xz"
source=$name
cp -R "$source/tools/release/debian" "$source/debian"
cat >"$source/debian/changelog" <<END
racetrack ($version-1) unstable; urgency=medium

  * Version $version; CHANGELOG.md says what is new.

 -- $(sed -n 's/^Maintainer: //p' "$source/debian/control")  $(date -R -u -r "$source/tools/version.h")
END

unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES
(cd "$source" && dpkg-buildpackage -us -uc -j2) >log 2>&1 || {
    tail -n 20 log >&2
    complain "dpkg-buildpackage fails" "reading $2/log" 3
}
lintian --fail-on error,warning ./*.changes || complain "lintian complains" "mending it" 1
ls ./*.deb | sed "s|^\.|$2|"
