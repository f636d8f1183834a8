/*
 * phases.c - a ledger with running balances, kept by several clerks at once.
 *
 * In every book each clerk has a page. In a first pass each adds up the entries of that page; in a
 * second one each adds the sums of all pages before it, and writes the balance at the foot. So each
 * balance is the sum of all entries of the book, from its start to the end of that page.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { LINES = 8 };

struct clerk {
    pthread_t thread;
    int page; /* which is the clerk's own */
    int pages;
    long books;
    long balances; /* all that this clerk wrote, added up; nobody else touches it before the join */
};

static long sums[MAX_THREADS]; /* of each page of the book at hand */
static pthread_barrier_t next_book;

/* Business grows from book to book. */
static long entry(long book, int page, int line)
{
    return book + page + line + 1;
}

static void decipher(void)
{
    static const struct timespec a_while = {.tv_nsec = 50000};
    nanosleep(&a_while, NULL);
}

/* In every book there is one page that is hard to read, each time another clerk's. */
static long add_up(long book, int page, int pages)
{
    long sum = 0;
    for (int line = 0; line < LINES; line++) {
        sum += entry(book, page, line);
    }
    if (book % pages == page) {
        decipher();
    }
    return sum;
}

static long carried_forward(int to_page)
{
    long carried = 0;
    for (int page = 0; page < to_page; page++) {
        carried += sums[page];
    }
    return carried;
}

static void *keep_books(void *argument)
{
    struct clerk *clerk = argument;
    const int page = clerk->page;
    for (long book = 0; book < clerk->books; book++) {
        start_together(&next_book);
        sums[page] = add_up(book, page, clerk->pages);
        clerk->balances += carried_forward(page) + sums[page];
    }
    return NULL;
}

long total(struct workload load)
{
    struct clerk clerks[MAX_THREADS];
    long balances = 0;
    must(pthread_barrier_init(&next_book, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        sums[i] = 0;
        clerks[i] = (struct clerk){.page = i, .pages = load.threads, .books = load.work};
        must(pthread_create(&clerks[i].thread, NULL, keep_books, &clerks[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(clerks[i].thread, NULL), "pthread_join");
        balances += clerks[i].balances;
    }
    must(pthread_barrier_destroy(&next_book), "pthread_barrier_destroy");
    return balances;
}
