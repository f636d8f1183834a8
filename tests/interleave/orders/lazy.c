/* What two threads need is made once, under a lock; who finds it made takes no lock. */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int made;
static _Atomic(int *) known;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int *get(void)
{
    int *found = atomic_load(&known); /* enough: acquire */
    if (found == NULL) {
        pthread_mutex_lock(&lock);
        found = atomic_load(&known); /* enough: relaxed */
        if (found == NULL) {
            made = 7;
            found = &made;
            atomic_store(&known, found); /* enough: release */
        }
        pthread_mutex_unlock(&lock);
    }
    return found;
}

static void *use(void *argument)
{
    return *get() == 7 ? argument : &made;
}

int main(void)
{
    pthread_t one, other;
    void *wrong[2];
    pthread_create(&one, NULL, use, NULL);
    pthread_create(&other, NULL, use, NULL);
    pthread_join(one, &wrong[0]);
    pthread_join(other, &wrong[1]);
    return wrong[0] == NULL && wrong[1] == NULL ? 0 : 1;
}
