/*
 * hostile.c - a source that wants to be more than data: </script><script>alert(1)</script>
 * <!--<script> <img src=x onerror=alert(2)> and marks that turn text: ‮ evil ⁦. A page shows
 * them, and nothing happens.
 */
#include <pthread.h>
#include <stdio.h>

static struct {
    int value;
} pair;

static void *write_it(void *argument)
{
    puts("</script><script>alert(3)</script> \xe2\x80\xae");
    pair.value = 1; /* </code><b onclick=alert(4)> */
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, write_it, NULL);
    pair.value = 2;
    return pthread_join(thread, NULL);
}
