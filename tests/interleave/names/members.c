/*
 * members.c - members reached through a pointer, with operators before and behind them; the name of
 * one begins like that of another.
 *
 * Name: box->count
 * Name: box->counted
 * Name: box->cells[1]
 * Name: *box->link
 * Name: box->link
 * Name: all.count
 * Name: box->inner.deep[2]
 * Never: box
 * Never: *box
 * Words: box->count ← -1
 */
#include <pthread.h>
#include <stdlib.h>

struct box {
    long count, counted, cells[2], *link;
    struct {
        short deep[3];
    } inner;
};
static struct box all;

static void *work(void *argument)
{
    struct box *box = argument;
    --box->count;
    (*box).count++;
    box->counted += 2;
    ++box->cells[1];
    ++*box->link;
    (*box->link)++;
    ++all.count;
    box->inner.deep[2] = 1;
    return NULL;
}

int main(void)
{
    pthread_t thread;
    struct box *box = calloc(1, sizeof *box);
    box->link = calloc(1, sizeof *box->link);
    pthread_create(&thread, NULL, work, box);
    pthread_join(thread, NULL);
    return 1;
}
