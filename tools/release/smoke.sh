#!/bin/sh
# smoke.sh INTERLEAVE - does that command work? A racy program must fail, and its fix be proved.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cat >"$scratch/count.c" <<'END'
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *increment(void *argument)
{
#ifdef FIXED
    pthread_mutex_lock(&mutex);
#endif
    count = count + 1;
#ifdef FIXED
    pthread_mutex_unlock(&mutex);
#endif
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], 0, increment, &mutex);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], 0);
    }
    assert(count == 2);
    return 0;
}
END

# expect STATUS TEXT [FLAG]: compiles it, explores it, and looks for both.
expect() {
    wanted=$1 text=$2
    shift 2
    "$interleave" cc "$@" "$scratch/count.c" -o "$scratch/count"
    status=0
    "$interleave" run "$scratch/count" >"$scratch/said" 2>&1 || status=$?
    if [ $status != "$wanted" ] || ! grep -q "$text" "$scratch/said"; then
        cat "$scratch/said" >&2
        echo "smoke: exit status $status, expected $wanted and \"$text\"" >&2
        exit 1
    fi
}

interleave=$1
expect 1 'Data race'
expect 0 'proved' -DFIXED
echo "$interleave: the racy program fails, its fix is proved"
