/*
 * life.c - Conway's game of life on a torus: each thread has a band of rows, a barrier separates
 * the generations, and the thread that the barrier picks turns the boards round.
 *
 *     life [THREADS [GENERATIONS]]
 *
 * The bug: no second barrier, so that a fast thread computes on boards that aren't turned round
 * yet.
 *
 * Expect: passed
 * Expect -DBUG: failed data race or wrong result
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 6, MOST_THREADS = 6 };

typedef bool board[SIZE][SIZE];

static board boards[2];
static board *now = &boards[0], *next = &boards[1];
static pthread_barrier_t generation_done;
static int thread_count, generations;

struct band {
    int from, to;
    long births, deaths;
};

static int neighbours(const board *from, int row, int column)
{
    int count = 0;
    for (int down = -1; down <= 1; down++) {
        for (int right = -1; right <= 1; right++) {
            if (down != 0 || right != 0) {
                count += (*from)[(row + down + SIZE) % SIZE][(column + right + SIZE) % SIZE];
            }
        }
    }
    return count;
}

static void compute(struct band *band)
{
    for (int row = band->from; row < band->to; row++) {
        for (int column = 0; column < SIZE; column++) {
            const int around = neighbours(now, row, column);
            const bool alive = (*now)[row][column];
            const bool lives = around == 3 || (alive && around == 2);
            (*next)[row][column] = lives;
            band->births += lives && !alive;
            band->deaths += alive && !lives;
        }
    }
}

static void *run_band(void *argument)
{
    struct band *band = argument;
    for (int i = 0; i < generations; i++) {
        compute(band);
        if (pthread_barrier_wait(&generation_done) == PTHREAD_BARRIER_SERIAL_THREAD) {
            board *kept = now;
            now = next;
            next = kept;
        }
#ifndef BUG
        pthread_barrier_wait(&generation_done);
#endif
    }
    return NULL;
}

static void start(board *on)
{
    static const char *const glider[] = {".#.", "..#", "###"};
    memset(boards, 0, sizeof boards);
    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
            (*on)[row][column] = glider[row][column] == '#';
        }
    }
}

static long alive(const board *on)
{
    long count = 0;
    for (int row = 0; row < SIZE; row++) {
        for (int column = 0; column < SIZE; column++) {
            count += (*on)[row][column];
        }
    }
    return count;
}

int main(int argc, char *argv[])
{
    pthread_t threads[MOST_THREADS];
    struct band bands[MOST_THREADS];
    long births = 0, deaths = 0;
    thread_count = argc > 1 ? atoi(argv[1]) : 2;
    generations = argc > 2 ? atoi(argv[2]) : 2;
    if (thread_count < 1 || thread_count > MOST_THREADS) {
        return 2;
    }
    start(now);
    pthread_barrier_init(&generation_done, NULL, (unsigned)thread_count);
    for (int i = 0; i < thread_count; i++) {
        bands[i] =
            (struct band){.from = i * SIZE / thread_count, .to = (i + 1) * SIZE / thread_count};
        pthread_create(&threads[i], NULL, run_band, &bands[i]);
    }
    for (int i = 0; i < thread_count; i++) {
        pthread_join(threads[i], NULL);
        births += bands[i].births;
        deaths += bands[i].deaths;
    }
    pthread_barrier_destroy(&generation_done);
    printf("%ld alive, %ld births, %ld deaths\n", alive(now), births, deaths);
    return alive(now) == 5 && births == 2L * generations && deaths == 2L * generations ? 0 : 1;
}
