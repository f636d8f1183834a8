# The explorer's memory model, held against the axioms of RC11.

build/tests/litmus/operations.o: tests/litmus/operations.c tests/litmus/operations.h build/toolchain \
                                 | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(TSAN_FLAGS) -c -o $@ $<
build/tests/litmus/%.o: tests/litmus/%.c tests/litmus/program.h tests/litmus/operations.h \
                        tools/interleave/interleave.h build/toolchain | $(HAVE)/tests
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) -Itools/interleave -c -o $@ $<
build/tests/test_litmus: $(addprefix build/tests/litmus/,test_litmus.o axioms.o program.o operations.o) \
                         $(INTERLEAVE_LIBRARY) $(INTERLEAVE_WRAP)
	@$(CC) -pthread $(LLD) -o $@ $(filter %.o %.a,$^) -Wl,@$(INTERLEAVE_WRAP) -lcriterion

.PHONY: test-litmus
test-litmus: build/tests/test_litmus
	@$< --jobs=2
