/* fuzz_code.c - LLVM's code of a source that nobody trusts, as the compiler printed it. */
#include "targets.h"

#include "compiler/ir.h"
#include "compiler/look.h"

#include <stdlib.h>

static void read_ir(const uint8_t *bytes, size_t length)
{
    struct ir ir;
    struct ir_line line;
    char text[256];
    const enum ir_state state = ir_load(fuzz_file_open(bytes, length), &ir);
    if (state == IR_READ) {
        const char *at = ir.text;
        while (ir_next(&ir, &at, &line)) {
            (void)ir_has_word(&line, "sanitize_thread");
            ir_name(&line, line.text, text, sizeof text);
            ir_place(&ir, &line, text, sizeof text);
        }
    }
    ir_release(&ir);
    fuzz_file_close();
}

void fuzz_code(const uint8_t *bytes, size_t length)
{
    struct words unseen = {0};
    char *text = fuzz_text(bytes, length);
    look_at_code(text, "source.c", &unseen);
    words_release(&unseen);
    free(text);
    read_ir(bytes, length);
}
