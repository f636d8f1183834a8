# kit: the exercises, and what was found of each. Linked with it: -ljansson -lcrypto.

KIT_LIBRARY := $(call object,$(addprefix kit/,exercises.c state.c result.c built.c)) $(HASH_LIBRARY) $(SHARED_LIBRARY)
