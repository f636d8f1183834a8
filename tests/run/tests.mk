# The tests of running a program under limits.

build/tests/test_run: build/tests/run/test_run.o $(call sanitized,$(RUN_LIBRARY))
	$(call link_test,-ljansson -lm)

.PHONY: test-run
test-run: build/tests/test_run
	@$< --jobs=2
