#!/usr/bin/env bash
# tried.sh - `make watch` as a student meets it, under tmux: each case saves, types and looks.
#
#     tests/watch/tried.sh CLONE [CASE]...
#
# CLONE is a copy of the kit in which every exercise is as it came; it is left so. A case waits for what
# must appear, as long as a check may take, and then looks at what must not be there. What the terminal
# showed is printed if a case fails. Exit status: 0 all hold, 1 one doesn't, 3 there is no tmux.
set -uo pipefail

clone=$1
shift
patience=120 # seconds, for what is expected
server="watch-tried-$$"
counter=$clone/exercises/01-counter/counter.c
original=$clone/exercises/01-counter/original.c
solutions=$clone/solutions/01-counter
failures=0 case=

command -v tmux >/dev/null || {
    echo "racetrack: watch-tried: there is no tmux; try: apt-get install tmux" >&2
    exit 3
}

in_tmux() { tmux -L "$server" -f /dev/null "$@"; }
page() { in_tmux capture-pane -p -t "${1:-one}" 2>/dev/null; }
type_keys() { in_tmux send-keys -t "${2:-one}" "$1"; }

fail() {
    failures=$((failures + 1))
    printf 'FAILED %s: %s; the terminal shows:\n' "$case" "$1"
    page "${2:-one}" | sed 's/^/  | /'
}

# expect TEXT [SESSION]: it appears.
expect() {
    for ((i = 0; i < patience * 10; i++)); do
        page "${2:-one}" | grep -qF -- "$1" && return
        sleep 0.1
    done
    fail "\"$1\" doesn't appear" "${2:-one}"
    return 1
}

# The second line of the page: the verdict, and nothing else, is this.
expect_state() {
    for ((i = 0; i < patience * 10; i++)); do
        [ "$(page "${2:-one}" | sed -n 2p)" = "$1" ] && return
        sleep 0.1
    done
    fail "the state is never \"$1\"" "${2:-one}"
    return 1
}

never() { ! page "${2:-one}" | grep -qF -- "$1" || fail "\"$1\" is there" "${2:-one}"; }

# begin COLUMNS ROWS [SETTING...]: a watch of 01, in a terminal of that size.
begin() {
    local columns=$1 rows=$2
    shift 2
    cp "$original" "$counter"
    in_tmux new-session -d -s one -x "$columns" -y "$rows" "cd '$clone' && env $* make watch EX=1; echo ended \$?; sleep 600"
    expect_state "not fixed yet"
}

finish() {
    type_keys q
    expect "ended 0"
    in_tmux kill-server 2>/dev/null
    cp "$original" "$counter"
}

# No line of the page is wider than the terminal, and the keys stand in its last row.
fits() {
    local rows
    rows=$(in_tmux display-message -p -t one '#{pane_height}')
    [ "$(page | wc -l)" -le "$rows" ] || fail "more rows than $rows"
    page | tail -n 1 | grep -q 'q quit' || fail "the keys aren't in the last row"
}

tried_fix_and_break() {
    begin 80 24
    cp "$solutions/lock.c" "$counter"
    expect_state fixed
    expect "make next"
    never "failed"
    cp "$original" "$counter"
    expect_state "not fixed yet"
    never "make next"
    finish
}

# As vim (backup by renaming), Emacs and VS Code save: a new file is renamed over the old one, beside
# swap files and locks of theirs.
tried_editors() {
    begin 80 24
    local folder=$clone/exercises/01-counter
    : >"$folder/.counter.c.swp"
    ln -s nobody@nowhere "$folder/.#counter.c"
    cp "$solutions/atomic.c" "$folder/counter.c.tmp"
    mv "$folder/counter.c.tmp" "$counter"
    expect_state fixed
    mv "$counter" "$folder/counter.c~"
    cp "$original" "$counter"
    expect_state "not fixed yet"
    rm -f "$folder"/.counter.c.swp "$folder"/.#counter.c "$folder"/counter.c~
    if command -v vim >/dev/null; then
        vim -es -u NONE -c 'set backupcopy=no' -c '%d' -c "read $solutions/lock.c" -c 'wq' "$counter"
        expect_state fixed
    fi
    finish
}

tried_hang_and_crash() {
    begin 80 24
    cp "$clone/tests/bad-programs/01-counter/crash.c" "$counter"
    expect "was killed by signal 11"
    expect_state "not fixed yet"
    cp "$clone/tests/bad-programs/01-counter/endless-loop.c" "$counter"
    expect "checking: total"
    # A save in the middle of a run: that run counts for nothing.
    cp "$solutions/lock.c" "$counter"
    expect_state fixed
    finish
}

tried_does_not_compile() {
    begin 80 24
    echo '}' >>"$counter"
    expect "extraneous closing brace"
    expect_state "not fixed yet"
    finish
}

tried_deleted() {
    begin 80 24
    rm "$counter"
    expect "counter.c is missing; try: make reset EX=1"
    never "not fixed yet"
    (cd "$clone" && make reset EX=1 >/dev/null)
    expect_state "not fixed yet"
    rm -f "$clone"/exercises/01-counter/*.yours*.c
    mv "$clone/exercises/01-counter" "$clone/exercises/.away"
    expect "counter.c is missing"
    mv "$clone/exercises/.away" "$clone/exercises/01-counter"
    cp "$solutions/lock.c" "$counter"
    expect_state fixed
    finish
}

tried_second_watch() {
    begin 80 24
    in_tmux new-session -d -s two -x 80 -y 24 "cd '$clone' && make watch EX=1; echo ended \$?; sleep 600"
    expect_state "not fixed yet" two
    cp "$solutions/lock.c" "$counter"
    expect_state fixed
    expect_state fixed two
    type_keys q two
    expect "ended 0" two
    cp "$original" "$counter"
    expect_state "not fixed yet"
    finish
}

tried_keys() {
    rm -f "$clone/build/01-counter/hints-seen"
    begin 80 24
    type_keys h
    expect "hint 1 of 5"
    type_keys h
    expect "hint 2 of 5"
    expect_state "not fixed yet"
    type_keys l
    expect "Racetrack: 0 of 28 fixed"
    type_keys Space
    expect "17  phases"
    never "not fixed yet   total"
    type_keys s
    expect "the solutions open once make verify says"
    type_keys e
    expect "Lost update"
    type_keys Space
    cp "$solutions/lock.c" "$counter"
    expect_state fixed
    type_keys s
    expect "+++ solutions/01-counter/atomic.c"
    type_keys n
    expect "02-window-ids"
    expect_state "not fixed yet"
    finish
}

tried_sizes() {
    begin 200 50
    fits
    in_tmux resize-window -t one -x 80 -y 24
    expect "read before count 1's write, which is lost. There"
    fits
    in_tmux resize-window -t one -x 40 -y 8
    expect "more: space"
    in_tmux resize-window -t one -x 200 -y 50
    expect "q quit"
    fits
    finish
}

coloured() { in_tmux capture-pane -p -e -t one | grep -q $'\033\\[3[0-9]m'; }

tried_no_colour() {
    begin 80 24
    coloured || fail "there is no colour"
    finish
    begin 80 24 NO_COLOR=1
    ! coloured || fail "there is colour"
    finish
}

tried_ctrl_c() {
    begin 80 24
    type_keys C-c
    expect "ended 0"
    never "Error"
    in_tmux kill-server
}

# No terminal: lines; and what was asked for is told before it ends.
tried_no_terminal() {
    cp "$original" "$counter"
    local lines
    lines=$(cd "$clone" && printf 'h\n' | make watch EX=1 2>&1)
    for text in "01-counter: watched; type h hint" "hint " "failed   total" "01-counter: not fixed yet"; do
        grep -qF -- "$text" <<<"$lines" || {
            failures=$((failures + 1))
            printf 'FAILED %s: no "%s" in:\n%s\n' "$case" "$text" "$lines"
        }
    done
    ! grep -q $'\033' <<<"$lines" || echo "FAILED $case: there are escape sequences"
}

trap 'in_tmux kill-server 2>/dev/null; cp "$original" "$counter"' EXIT
[ $# -gt 0 ] || set -- fix_and_break editors hang_and_crash does_not_compile deleted second_watch keys sizes no_colour ctrl_c no_terminal
for case in "$@"; do
    before=$failures began=$SECONDS
    "tried_$case"
    in_tmux kill-server 2>/dev/null
    [ "$failures" -gt "$before" ] || echo "passed $case, $((SECONDS - began)) s"
done
[ "$failures" -eq 0 ]
