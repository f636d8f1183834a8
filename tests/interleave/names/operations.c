/*
 * operations.c - a library's own words for what it does; it is a mailbox of one letter.
 *
 * Words: puts {1, 7} into post
 * Words: takes {1, 7} from post
 * Words: waits to take: post is empty
 * Words: rings bells[1]
 * Words: earlier, main puts {1, 7} into post
 * Words: no thread answers
 * Words: waits for an answer at bells[1]
 * Row: waits for an answer at bells[1]
 * Sentence: main waits for an answer at bells[1], and nobody is left
 * Sentence: no thread answers
 * Never: operation
 * Inside: puts {1, 7} into post: pthread_mutex_lock
 * Inside: puts {1, 7} into post: write
 */
#include <interleave_annotate.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct mailbox {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    size_t size;
    int full;
    char letter[8];
};
struct letter {
    int from, to;
};
struct bell {
    pthread_mutex_t lock;
    pthread_cond_t answered;
};
static struct mailbox *post;
static struct bell bells[2] = {{PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER},
                               {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER}};

static void put(struct mailbox *mailbox, const void *letter)
{
    INTERLEAVE_BEGINS(mailbox, "puts {value} into {object}");
    INTERLEAVE_VALUE(letter, &mailbox->size);
    pthread_mutex_lock(&mailbox->lock);
    memcpy(mailbox->letter, letter, mailbox->size);
    mailbox->full = 1;
    pthread_cond_signal(&mailbox->filled);
    pthread_mutex_unlock(&mailbox->lock);
    INTERLEAVE_ENDS(NULL);
}

static void take(struct mailbox *mailbox, void *letter)
{
    INTERLEAVE_BEGINS(mailbox, "takes a letter from {object}");
    pthread_mutex_lock(&mailbox->lock);
    while (!mailbox->full) {
        INTERLEAVE_WAITS("waits to take: {object} is empty", "puts");
        pthread_cond_wait(&mailbox->filled, &mailbox->lock);
        INTERLEAVE_GOES_ON();
    }
    mailbox->full = 0;
    memcpy(letter, mailbox->letter, mailbox->size);
    pthread_mutex_unlock(&mailbox->lock);
    INTERLEAVE_VALUE(letter, &mailbox->size);
    INTERLEAVE_ENDS("takes {value} from {object}");
}

static void ring(struct bell *bell)
{
    INTERLEAVE_BEGINS(bell, "rings {object}");
    pthread_mutex_lock(&bell->lock);
    INTERLEAVE_WAITS("waits for an answer at {object}", "answers");
    pthread_cond_wait(&bell->answered, &bell->lock);
    pthread_mutex_unlock(&bell->lock);
    INTERLEAVE_ENDS(NULL);
}

static void *reader(void *unused)
{
    struct letter letter;
    take(post, &letter);
    take(post, &letter);
    return unused;
}

int main(void)
{
    pthread_t thread;
    const struct letter letter = {.from = 1, .to = 7};
    post = calloc(1, sizeof *post);
    pthread_mutex_init(&post->lock, NULL);
    pthread_cond_init(&post->filled, NULL);
    post->size = sizeof letter;
    pthread_create(&thread, NULL, reader, NULL);
    put(post, &letter);
    int one = 1;
    ring(&bells[one]);
    return 1;
}
