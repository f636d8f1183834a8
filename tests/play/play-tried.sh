#!/bin/sh
# play-tried.sh - plays the game in a real terminal, under tmux: types keys, and reads the screen.
#
#     play-tried.sh [CASE...]     all, or only these: win fix resize colour terminal signal save predict own
#
# Exit status: 0 all went well, 1 something didn't (its screen is shown), 2 no such case, 3 tmux is missing.
set -u
for case; do
    case $case in
    win | fix | resize | colour | terminal | signal | save | predict | own) ;;
    *)
        echo "racetrack: play-tried: no case \"$case\"; try: win fix resize colour terminal signal save predict own" >&2
        exit 2
        ;;
    esac
done
server=0
socket=racetrack-play-$$-$server
folder=$(mktemp -d)
failed=0

command -v tmux >/dev/null || {
    echo "racetrack: play-tried: tmux is missing; try: apt-get install tmux" >&2
    exit 3
}
finish() {
    tmux -L "$socket" kill-server 2>/dev/null
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' INT TERM

screen() {
    tmux -L "$socket" capture-pane -p 2>/dev/null
}

# begin ROWS COLUMNS COMMAND: in a shell of its own, which tells the status when the command ends
begin() {
    tmux -L "$socket" kill-server 2>/dev/null
    server=$((server + 1)) # another one: the last may still be on its way out
    socket=racetrack-play-$$-$server
    tmux -L "$socket" -f /dev/null new-session -d -x "$2" -y "$1" \
        "env LC_ALL=C.UTF-8 sh -c 'trap : INT; $3; echo \"status \$?\"; exec sh'" \; set -g status off
}

# await PATTERN: until the screen has it, for at most half a minute
await() {
    for _ in $(seq 300); do
        screen | grep -qE -- "$1" && return 0
        screen | tr -s '\n ' '  ' | grep -qE -- "$1" && return 0 # it may be on two lines
        sleep 0.1
    done
    echo "FAILED: $what: no \"$1\" on the screen:"
    screen
    failed=1
    return 1
}

keys() {
    tmux -L "$socket" send-keys "$@"
}

ok() {
    echo "ok: $what"
}

# The number of steps that the title tells.
steps() {
    screen | sed -n '1s/.* \([0-9][0-9]*\) steps\{0,1\}, .*/\1/p'
}

# Types the next decision of the line that is shown: the letter of its thread, if it isn't chosen, and a
# blank. Then waits until the steps are another number.
decide() {
    before=$(steps)
    letter=$(screen | sed -n 's/.* [0-9][0-9]*▸[^A-Z]*\([A-Z]\) .*/\1/p' | head -n 1)
    [ -n "$letter" ] || return 1
    screen | grep -q "▶ $letter " || keys "$letter"
    keys Space
    for _ in $(seq 100); do
        [ "$(steps)" != "$before" ] && return 0
        sleep 0.05
    done
    return 1
}

# win EXERCISE ROWS COLUMNS: plays the simplest failure, decision by decision
win() {
    what="win $1 at $3 x $2"
    begin "$2" "$3" "make -s play EX=$1 SOURCE=$(echo exercises/"$1"-*/original.c)"
    await 'Break it: choose' || return
    keys s
    await 'The simplest failure, from its start' || return
    for _ in $(seq 200); do
        screen | grep -q 'It breaks!' && break
        decide || break
    done
    await 'It breaks!' && await 'the simplest failure takes' || return
    keys q
    await 'status 0' && ok
}

# fix EXERCISE ROWS COLUMNS
fix() {
    what="a fix of $1 at $3 x $2"
    begin "$2" "$3" "make -s play EX=$1 SOURCE=$(echo solutions/"$1"-*/lock.c)"
    await 'cannot be broken: proved' || return
    keys f
    await 'cannot be broken any more: proved' || return
    keys q
    await 'status 0' && ok
}

resize() {
    what="a terminal that is resized"
    begin 24 80 "make -s play EX=1 SOURCE=exercises/01-counter/original.c"
    await 'Break it: choose' || return
    tmux -L "$socket" resize-window -x 200 -y 50
    await '─{150}' || return
    tmux -L "$socket" resize-window -x 30 -y 10
    await 'needed' || return
    tmux -L "$socket" resize-window -x 80 -y 24
    await 'Break it: choose' && ok
}

colour() {
    what="NO_COLOR"
    begin 24 80 "NO_COLOR=1 make -s play EX=1 SOURCE=exercises/01-counter/original.c"
    await 'Break it: choose' || return
    if tmux -L "$socket" capture-pane -p -e | grep -q "$(printf '\033')\[[0-9;]*3[1-7]"; then
        echo "FAILED: $what: there are colours"
        failed=1
        return
    fi
    ok
}

terminal() {
    what="no terminal"
    make -s play EX=1 SOURCE=exercises/01-counter/original.c </dev/null >"$folder/out" 2>&1
    grep -q 'standard input is no terminal; try:' "$folder/out" && grep -q 'Error 2' "$folder/out" && ok ||
        { echo "FAILED: $what"; cat "$folder/out"; failed=1; }
    what="TERM=dumb"
    begin 24 80 "TERM=dumb make -s play EX=1 SOURCE=exercises/01-counter/original.c"
    await 'place its cursor; try:' && await 'status 2' && ok
}

# The terminal must be as it was: what is typed is seen, and lines are lines.
signal() {
    what="Ctrl-C"
    begin 24 80 "make -s play EX=1 SOURCE=exercises/01-counter/original.c"
    await 'Break it: choose' || return
    keys C-c
    await 'status' || return
    keys 'stty -a | tr " " "\\n" | grep -cxE "icanon;?|echo;?|isig;?"' Enter
    await '^3$' && ok
}

save() {
    what="a schedule that is saved"
    rm -f 01-counter*.schedule
    begin 24 80 "make -s play EX=1 SOURCE=exercises/01-counter/original.c"
    await 'Break it: choose' || return
    keys s
    await 'The simplest failure, from its start' || return
    keys End w
    await 'Saved in 01-counter.schedule' || return
    keys q
    await 'status 0' || return
    again=$(sed -n 's/^# again: //p' 01-counter.schedule)
    sh -c "$again" >"$folder/out" 2>&1
    grep -q 'wrong result' "$folder/out" && ok || { echo "FAILED: $what: $again"; cat "$folder/out"; failed=1; }
    rm -f 01-counter*.schedule
}

predict() {
    what="PREDICT=1"
    begin 24 80 "make -s play EX=1 PREDICT=1 SOURCE=exercises/01-counter/original.c"
    await 'which results can come' || return
    keys '2 7' Enter
    await '2 in [0-9]+ of [0-9]+ schedules   you named it' && await '1 in .* you missed it' &&
        await "7 can't come" || return
    keys Space
    await 'Break it: choose' && ok
}

# own NAME WORDS <SOURCE: a program of one's own, which says those words
own() {
    what="a program that $1"
    cat >"$folder/$1.c"
    build/tools/bin/interleave cc "$folder/$1.c" -o "$folder/$1" || { failed=1; return; }
    begin 24 80 "build/tools/bin/interleave play -t 3 $folder/$1"
    await 'quit$' || return
    for _ in $(seq 60); do
        screen | grep -qE -- "$2" && break
        keys Space
        sleep 0.05
    done
    await "$2" || return
    keys q
    await 'status 0' && ok
}

wanted() {
    [ -z "$asked" ] || case " $asked " in *" $1 "*) true ;; *) false ;; esac
}

asked=$*
exercises=${EXERCISES:-01 08 10 13 25}
# Built before, so that nothing on the screen waits for it.
for source in $(ls exercises/01-*/original.c exercises/08-*/original.c exercises/10-*/original.c \
    exercises/13-*/original.c exercises/25-*/original.c solutions/01-*/lock.c solutions/08-*/lock.c \
    solutions/10-*/lock.c solutions/13-*/lock.c solutions/25-*/lock.c); do
    folder_of=${source%/*}
    make -s programs EX="${folder_of#*/}" SOURCE="$source" >"$folder/log" 2>&1 || cat "$folder/log"
done
for exercise in $exercises; do
    for size in '24 80' '50 200'; do
        # shellcheck disable=SC2086 # two numbers
        wanted win && win $exercise $size
        # shellcheck disable=SC2086
        wanted fix && fix $exercise $size
    done
done
for one in resize colour terminal signal save predict; do
    wanted $one && $one
done
if wanted own; then
    own crashes 'It breaks!' <<'END'
#include <pthread.h>
#include <stdlib.h>
static int *shared;
static void *work(void *unused) { (void)unused; *shared = 1; return NULL; }
int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, NULL);
    return 0;
}
END
    own hangs 'It breaks!' <<'END'
#include <pthread.h>
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static void *work(void *unused) { (void)unused; pthread_mutex_lock(&one); return NULL; }
int main(void)
{
    pthread_t thread;
    pthread_mutex_lock(&one);
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, NULL);
    return 0;
}
END
    own never-ends 'quit$' <<'END'
#include <pthread.h>
static volatile long turns;
static void *work(void *unused) { (void)unused; for (;;) turns++; return NULL; }
int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, NULL);
    return 0;
}
END
fi
exit $failed
