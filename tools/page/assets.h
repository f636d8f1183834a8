/*
 * assets.h - the pages' own files, which are in the program: each a NUL-terminated text.
 */
#ifndef PAGE_ASSETS_H
#define PAGE_ASSETS_H

extern const char page_base_css[], page_base_js[];
extern const char page_class_css[], page_class_body[], page_class_js[];
extern const char page_timeline_css[], page_timeline_body[], page_timeline_js[];
extern const char page_costs_css[], page_costs_body[], page_costs_js[];
extern const char page_play_css[], page_play_body[], page_play_js[];

#endif
