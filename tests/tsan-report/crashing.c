/* crashing.c - a program that follows a null pointer, on the line that is marked. */
#include <stddef.h>

int main(void)
{
    const int *volatile nowhere = NULL;
    return *nowhere; /* line 7 */
}
