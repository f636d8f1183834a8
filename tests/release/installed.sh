#!/bin/sh
# installed.sh - in a folder with the packages, as root of a fresh Debian: installs them, uses them as
# a user without any rights, and removes them again.
set -eu

quietly() {
    "$@" >log 2>&1 || {
        tail -n 20 log >&2
        echo "installed: $* failed" >&2
        exit 1
    }
}

export DEBIAN_FRONTEND=noninteractive
quietly apt-get -q update
# The explorer alone, with no more than it depends on.
quietly apt-get -q install --yes --no-install-recommends ./interleave_*.deb ./libinterleave-dev_*.deb
echo "interleave: installed; $(interleave --version), $(tsan-report --version)"

useradd --create-home student
as_student() {
    quietly setpriv --reuid student --regid student --init-groups env HOME=/home/student sh -c "cd ~ && $1"
}
cp -R consumer consumers.sh /home/student/
chown -R student: /home/student
as_student 'printf "%s\n" "int main(void) { return 0; }" >x.c && interleave cc x.c && interleave run ./a.out'
grep -q proved log
# tsan-report needs what it recommends.
quietly apt-get -q install --yes --no-install-recommends pkg-config cmake make \
    "$(dpkg-query -W -f '${Package}\n' 'libclang-common-*-dev' | sed 's/common/rt/' | sort -V | tail -n 1)"
as_student 'sh consumers.sh /usr'
grep ': as expected' log

# The kit: a copy of a user's own, with the exercise that fails and its fix.
quietly apt-get -q install --yes --no-install-recommends ./racetrack_*.deb
as_student 'racetrack course && cd course && make version && make tsan EX=1 TO_SEE=1'
grep 'data race on value' log
as_student 'cd course && make verify EX=1 SOURCE=solutions/01-counter/lock.c'
grep '^fixed' log
as_student 'racetrack --handout handout && cd handout && make && ! [ -e solutions ] && [ -e HANDIN.md ]'
echo "racetrack: a copy and a handout work"

quietly apt-get -q remove --yes interleave libinterleave-dev racetrack
! [ -e /usr/lib/interleave ] && ! [ -e /usr/share/racetrack ] && echo "removed"
