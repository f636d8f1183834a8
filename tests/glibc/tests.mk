# The C library: its table, and a call of each function that is modelled.

build/tests/glibc/calls.o: tests/glibc/calls.c tests/glibc/calls.def tests/glibc/calls.h tests/glibc/undeclared.h \
                           build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) -D_GNU_SOURCE $(TSAN_FLAGS) -fno-builtin -U_FORTIFY_SOURCE -w -c -o $@ $<
build/tests/glibc/test_%.o: tests/glibc/test_%.c tests/glibc/calls.h tests/glibc/calls.def \
                            tools/interleave/lib/calls/glibc.def tools/interleave/interleave.h build/toolchain | $(HAVE)/tests
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) -Itools/interleave -c -o $@ $<
build/tests/test_glibc: build/tests/glibc/test_glibc.o build/tests/glibc/calls.o $(INTERLEAVE_LIBRARY) $(INTERLEAVE_WRAP)
	@$(CC) -pthread $(LLD) -o $@ $(filter %.o %.a,$^) -Wl,@$(INTERLEAVE_WRAP) -lcriterion -lm

.PHONY: test-glibc
test-glibc: build/tests/test_glibc
	@INTERLEAVE_TAKEN=$(INTERLEAVE_OUT)/taken build/tests/test_glibc --jobs=2
