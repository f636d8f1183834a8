# debug-info: what a program's DWARF says. Linked with it: -ldw -lelf.

DEBUG_INFO := $(call object,$(addprefix debug-info/,debug_info.c variables.c types.c scope.c expression.c))
