#!/usr/bin/env bash
# timed.sh - how long it takes from a save to the verdict in `make watch`, on a fixed 01-counter.
#
#     tests/watch/timed.sh CLONE [RUNS [RUSTLINGS]]
#
# CLONE is a copy of the kit; its 01-counter is left as it came. With RUSTLINGS, a checkout of rustlings,
# each save takes turns with what rustlings does at one of the solution of its exercise threads1: cargo
# build, cargo clippy, and the program (of which 250 ms are its own sleep). Median, least and most of
# RUNS (10) in milliseconds. It judges nothing: figures depend on what else the machine does.
set -uo pipefail

clone=$1 runs=${2:-10} rustlings=${3:-}
counter=$clone/exercises/01-counter/counter.c

milliseconds() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

# The median, least and most of the numbers.
told() { sort -n | awk '{ all[NR] = $1 } END { printf "%6d %6d %6d\n", all[int((NR + 1) / 2)], all[1], all[NR] }'; }

# A save that changes the file and nothing in it that counts.
save() {
    {
        cat "$clone/solutions/01-counter/lock.c"
        echo "/* $1 */"
    } >"$counter.new"
    mv "$counter.new" "$counter"
}

await_verdict() {
    while IFS= read -r line <&"${watch[0]}"; do
        case $line in "01-counter: fixed") return ;; esac
    done
    echo "racetrack: watch-timed: watch has ended" >&2
    exit 1
}

rustlings_steps() {
    echo "// $1" >>"$rustlings/solutions/20_threads/threads1.rs"
    cd "$rustlings" || exit
    cargo build -q --bin threads1_sol --manifest-path dev/Cargo.toml --target-dir target
    cargo clippy -q --bin threads1_sol --profile test --manifest-path dev/Cargo.toml --target-dir target
    target/debug/threads1_sol >/dev/null
}

ours=() theirs=()
save first
coproc watch { cd "$clone" && exec make watch EX=1; }
await_verdict
[ -z "$rustlings" ] || (rustlings_steps first)
for ((run = 0; run < runs; run++)); do
    began=$(milliseconds)
    save "$run"
    await_verdict
    ours+=($(($(milliseconds) - began)))
    if [ -n "$rustlings" ]; then
        began=$(milliseconds)
        (rustlings_steps "$run")
        theirs+=($(($(milliseconds) - began)))
    fi
done
echo q >&"${watch[1]}"
cp "$clone/exercises/01-counter/original.c" "$counter"
echo "ms: median  least   most, of $runs"
printf 'watch, 01-counter  %s\n' "$(printf '%s\n' "${ours[@]}" | told)"
[ -z "$rustlings" ] || printf 'rustlings, threads1 %s\n' "$(printf '%s\n' "${theirs[@]}" | told)"
