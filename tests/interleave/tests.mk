# The explorer on programs that it doesn't know.

build/tests/test_programs: build/tests/interleave/test_programs.o
	$(call link_test,-ljansson)

.PHONY: test-interleave
test-interleave: build/tests/test_programs $(INTERLEAVE) $(INTERLEAVE_WRAP)
	@INTERLEAVE_CC='$(CC)' INTERLEAVE_PROGRAM=$(INTERLEAVE) $< --jobs=2
