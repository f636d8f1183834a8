/*
 * message.c - the ledger with a slip of paper that goes from page to page, and on it what is
 * carried forward.
 *
 * In every book each clerk has a page. In a first pass each adds up the entries of that page; in a
 * second one each adds the sums of all pages before it, and writes the balance at the foot. So each
 * balance is the sum of all entries of the book, from its start to the end of that page.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { LINES = 8 };

struct clerk {
    pthread_t thread;
    int page; /* which is the clerk's own */
    int pages;
    long books;
    struct channel *from_page_before; /* NULL: this page is the first */
    struct channel *to_next_page;     /* NULL: this page is the last */
    long balances; /* all that this clerk wrote, added up; nobody else touches it before the join */
};

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

static long carried_forward(const struct clerk *clerk)
{
    long carried = 0;
    if (clerk->from_page_before != NULL) {
        must(channel_receive(clerk->from_page_before, &carried), "channel_receive");
    }
    return carried;
}

static void carry_forward(const struct clerk *clerk, long balance)
{
    if (clerk->to_next_page != NULL) {
        must(channel_send(clerk->to_next_page, &balance), "channel_send");
    }
}

static void *keep_books(void *argument)
{
    struct clerk *clerk = argument;
    const int page = clerk->page;
    for (long book = 0; book < clerk->books; book++) {
        start_together(&next_book);
        const long sum = add_up(book, page, clerk->pages);
        const long balance = carried_forward(clerk) + sum;
        carry_forward(clerk, balance);
        clerk->balances += balance;
    }
    return NULL;
}

long total(struct workload load)
{
    struct clerk clerks[MAX_THREADS];
    struct channel *slips[MAX_THREADS] = {NULL}; /* the one to each page, but the first */
    long balances = 0;
    must(pthread_barrier_init(&next_book, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 1; i < load.threads; i++) {
        must(channel_create(&slips[i], 1, sizeof(long)), "channel_create");
    }
    for (int i = 0; i < load.threads; i++) {
        clerks[i] = (struct clerk){.page = i, .pages = load.threads, .books = load.work};
        clerks[i].from_page_before = slips[i];
        clerks[i].to_next_page = i + 1 < load.threads ? slips[i + 1] : NULL;
        must(pthread_create(&clerks[i].thread, NULL, keep_books, &clerks[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(clerks[i].thread, NULL), "pthread_join");
        balances += clerks[i].balances;
    }
    must(pthread_barrier_destroy(&next_book), "pthread_barrier_destroy");
    for (int i = 1; i < load.threads; i++) {
        channel_destroy(slips[i]);
    }
    return balances;
}
