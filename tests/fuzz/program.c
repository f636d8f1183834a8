/* program.c - what the seeds of the target "program" are compiled from: variables, members, a loop.
 */
struct node {
    int value;
    struct node *next;
    unsigned flag : 3;
};
static struct node cells[4], *head = cells;
_Thread_local int mine;
int f(struct node *n, int i)
{
    int sum = n->value;
    for (; n; n = n->next)
        sum += cells[i].value + mine;
    return sum;
}
int _start(void)
{
    return f(head, 2);
}
