#!/bin/sh
# proofs.sh - what the explorer says of each exercise and of its fixes, a line each.
#
#     proofs.sh INTERLEAVE <LIST        LIST: exercise, source, where it is built; a line each
#
# Exit status: 0 all told, 3 one could not be explored.
set -u
interleave=$1

# field NAME <JSON: the first number or text of that name
field() {
    sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" | head -n 1
}

grouped() {
    echo "$1" | sed -e ':a' -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/' -e 'ta'
}

# failure_in JSON: as the command calls it for a person
failure_in() {
    failure=$(printf '%s\n' "$1" | field failure)
    case "$failure: $(printf '%s\n' "$1" | field message)" in
    "use after free: Use after free"*) printf 'use after free' ;;
    "use after free: "*) printf 'memory error' ;;
    *) printf '%s' "$failure" ;;
    esac
}

# told EXERCISE BUILT: "wrong result in 68" or "20, 0.01 s"
told() {
    # shellcheck disable=SC1090 # build/NN-name/contract.sh
    small=$(. "build/$1/contract.sh" && echo "$small")
    # shellcheck disable=SC2086 # two numbers
    json=$("$interleave" run --json --outcome --leaks=fail --seconds=60 "$2/explored" $small 2>/dev/null)
    verdict=$(printf '%s\n' "$json" | field verdict)
    executions=$(grouped "$(printf '%s\n' "$json" | field executions)")
    case $verdict in
    proved) printf '%s, %.2f s' "$executions" "$(printf '%s\n' "$json" | field seconds)" ;;
    failed) failure_in "$json" ;;
    bounded) printf 'no proof in %.0f s' "$(printf '%s\n' "$json" | field seconds)" ;;
    *) exit 3 ;;
    esac
}

printf '%-22s %-16s %-20s %-20s %s\n' '' 'as it is' lock atomic message
current= row=
while read -r exercise source built; do
    case $source in
    exercises/*) ;;
    solutions/*/lock.c | solutions/*/atomic.c | solutions/*/message.c) ;;
    *) continue ;;
    esac
    if [ "$exercise" != "$current" ]; then
        [ -z "$row" ] || echo "$row" | sed 's, *$,,'
        current=$exercise row=$(printf '%-22s' "$exercise")
    fi
    words=$(told "$exercise" "$built") || exit 3
    case $source in
    exercises/*) row=$(printf '%s %-16s' "$row" "$words") ;;
    */atomic.c) atomic=$words ;;
    */lock.c) row=$(printf '%s %-20s %-20s' "$row" "$words" "$atomic") ;;
    */message.c) row="$row $words" ;;
    esac
done
[ -z "$row" ] || echo "$row" | sed 's, *$,,'
