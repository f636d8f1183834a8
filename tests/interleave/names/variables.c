/*
 * variables.c - each kind of variable, and others that are called the same.
 *
 * Name: accounts[3].balance
 * Name: board.cells[1][2]
 * Name: shape.as.radius
 * Name: shape.as.side
 * Name: next_number's calls
 * Name: next_letter's calls
 * Name: alone's only
 * Name: total
 * Name: add 1's sum
 * Name: add 2's sum
 * Name: add 1's own
 * Name: add 2's own
 * Name: text[0..5]
 * Name: "hello"
 * Kind: total a local of main
 * Kind: next_number's calls static in next_number
 * Kind: add 1's own thread-local in add 1
 * Kind: accounts[3].balance global
 * Never: *total
 * Never: sum
 * Never: calls
 */
#include <pthread.h>
#include <string.h>

static struct {
    long number, balance;
} accounts[4];
static struct {
    int cells[2][3];
} board;
static struct {
    union {
        float radius;
        int side;
    } as;
} shape;
static _Thread_local int own;
static char text[32];
static int only;

static int next_number(void)
{
    static int calls;
    return ++calls;
}

static char next_letter(void)
{
    static char calls;
    return ++calls;
}

static int alone(void)
{
    static int only;
    return ++only;
}

static void into(long *sum)
{
    *sum += 1;
}

static void *add(void *argument)
{
    long *total = argument, sum = 0;
    into(&sum);
    own = 2;
    *total += sum;
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    long total = 0;
    accounts[3].balance = 1;
    board.cells[1][2] = 1;
    shape.as.radius = 1;
    shape.as.side++;
    only = next_number() + next_letter() + alone();
    strcpy(text, "hello");
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, add, &total);
        pthread_join(threads[i], NULL);
    }
    return 1;
}
