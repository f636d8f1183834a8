/*
 * values.c - values are shown as what they are.
 *
 * Words: phase ← BUSY
 * Words: ready ← true
 * Words: letter ← 'x'
 * Words: end ← '\0'
 * Words: half ← 0.5
 * Words: quarter ← 0.25
 * Words: byte ← 200
 * Words: small ← -3
 * Words: large ← 4000000000
 * Words: best ← &accounts[2]
 * Words: part ← &accounts[1].balance
 * Words: none ← NULL
 * Words: callback ← hello
 * Words: where ← &here
 * Words: head ← struct node 1
 * Words: head ← struct node 2
 * Words: head->next ← struct node 1
 * Words: only ← a struct leaf
 * Words: pair ← {3, true}
 * Words: flag: clear → set, atomically
 * Words: turns: 0 → 1, atomically
 * Words: odd ← 7
 * Words: reads worker → a thread
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

enum phase { IDLE, BUSY };
struct account {
    long number, balance;
};
struct node {
    struct node *next;
};
struct leaf {
    int value;
};
struct pair {
    int number;
    bool right;
};
static struct account accounts[4];
static enum phase phase;
static bool ready;
static char letter, end = 'e';
static double half;
static float quarter;
static unsigned char byte;
static signed char small;
static unsigned large;
static struct account *best;
static long *part, *none = &accounts[0].number;
static void (*callback)(void);
static int *where;
static struct node *head;
static struct leaf *only;
static struct pair pair;
static atomic_flag flag = ATOMIC_FLAG_INIT;
static atomic_int turns;
static enum phase odd;
static pthread_t worker;

static void hello(void)
{
}

static void *work(void *unused)
{
    int here = 1;
    phase = BUSY;
    ready = true;
    letter = 'x';
    end = '\0';
    half = 0.5;
    quarter = 0.25f;
    byte = 200;
    small = -3;
    large = 4000000000u;
    best = &accounts[2];
    part = &accounts[1].balance;
    none = NULL;
    callback = hello;
    where = &here;
    head = calloc(1, sizeof *head);
    struct node *first = head;
    head = calloc(1, sizeof *head);
    head->next = first;
    only = calloc(1, sizeof *only);
    only->value = 1;
    pair = (struct pair){3, true};
    (void)atomic_flag_test_and_set(&flag);
    atomic_fetch_add(&turns, 1);
    odd = (enum phase)7;
    return unused;
}

int main(void)
{
    pthread_create(&worker, NULL, work, NULL);
    pthread_join(worker, NULL);
    return 1;
}
