/*
 * wide_name.c - wide text is copied character by character: who reads it meanwhile needs the lock.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <wchar.h>

static wchar_t name[8] = L"one";
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *rename_it(void *argument)
{
    pthread_mutex_lock(&lock);
    wcscpy(name, L"other");
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, rename_it, NULL);
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    const size_t length = wcslen(name);
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    assert(length == 3 || length == 5);
    pthread_join(thread, NULL);
    return 0;
}
