# common: what several tools have in common, and nothing of any exercise. Linked with it: -ljansson.

SHARED_LIBRARY := $(call object,$(addprefix common/,text.c words.c terminal.c fields.c clock.c case.c))
# Linked with it: -lcrypto.
HASH_LIBRARY := $(call object,common/hash.c)
