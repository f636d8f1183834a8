/*
 * assets.c - takes the pages' own files into the program; see assets.h. C17 has nothing for it, the
 * assembler has. The compiler runs in the kit's folder. tool.mk says what depends on which file.
 */
#include "page/assets.h"

#define ASSET(name, file)                                                            \
    __asm__(".section .rodata\n.global " #name "\n" #name ":\n.incbin \"tools/" file \
            "\"\n.byte 0\n.text\n")

ASSET(page_base_css, "page/base.css");
ASSET(page_base_js, "page/base.js");
ASSET(page_class_css, "grade/page/class.css");
ASSET(page_class_body, "grade/page/body.html");
ASSET(page_class_js, "grade/page/class.js");
ASSET(page_timeline_css, "interleave/page/timeline.css");
ASSET(page_timeline_body, "interleave/page/body.html");
ASSET(page_timeline_js, "interleave/page/timeline.js");
ASSET(page_costs_css, "bench/page/costs.css");
ASSET(page_costs_body, "bench/page/body.html");
ASSET(page_costs_js, "bench/page/costs.js");
ASSET(page_play_css, "play/page/play.css");
ASSET(page_play_body, "play/page/body.html");
ASSET(page_play_js, "play/page/play.js");
