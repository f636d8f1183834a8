/* keys.c - see keys.h. */
#include "keys.h"

#include "screen.h"

#include <ctype.h>

enum { A_PAGE = 10 };

static const struct {
    int key;
    struct meaning meaning;
} known[] = {
    {' ', {ACT_ORDER, ORDER_STEP, 1, ""}},
    {KEY_IS_ENTER, {ACT_ORDER, ORDER_STEP, 1, ""}},
    {KEY_IS_RIGHT, {ACT_ORDER, ORDER_NEXT, 1, ""}},
    {'\t', {ACT_ORDER, ORDER_NEXT, 1, ""}},
    {KEY_IS_LEFT, {ACT_ORDER, ORDER_PREVIOUS, 1, ""}},
    {'u', {ACT_ORDER, ORDER_UNDO, 1, ""}},
    {KEY_IS_BACK, {ACT_ORDER, ORDER_UNDO, 1, ""}},
    {KEY_IS_UP, {ACT_ORDER, ORDER_BACK, 1, ""}},
    {KEY_IS_DOWN, {ACT_ORDER, ORDER_FORWARD, 1, ""}},
    {KEY_IS_PAGE_UP, {ACT_ORDER, ORDER_BACK, A_PAGE, ""}},
    {KEY_IS_PAGE_DOWN, {ACT_ORDER, ORDER_FORWARD, A_PAGE, ""}},
    {KEY_IS_HOME, {ACT_ORDER, ORDER_TO_START, 1, ""}},
    {KEY_IS_END, {ACT_ORDER, ORDER_TO_END, 1, ""}},
    {'r', {ACT_ORDER, ORDER_RESTART, 1, ""}},
    {'c', {ACT_ORDER, ORDER_OTHER, 1, ""}},
    {'s', {ACT_ORDER, ORDER_SHOW_SHORT, 1, ""}},
    {'f', {.action = ACT_FINISH}},
    {'w', {.action = ACT_SAVE}},
    {'?', {.action = ACT_HELP}},
    {'h', {.action = ACT_HELP}},
    {'q', {.action = ACT_QUIT}},
    {KEY_IS_GONE, {.action = ACT_GONE}},
};

struct meaning key_meaning(int key)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].key == key) {
            return known[i].meaning;
        }
    }
    if (key > 0 && key < 128 && isalpha(key)) {
        return (struct meaning){ACT_LETTER, ORDERS, 1, {(char)toupper(key), '\0'}};
    }
    return (struct meaning){.action = ACT_NOTHING};
}
