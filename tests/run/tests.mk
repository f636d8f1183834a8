# The tests of running a program under limits.

build/tests/test_run: build/tests/run/test_run.o $(call sanitized,$(RUN_LIBRARY))
	$(call link_test,$(RUN_LIBRARIES))

build/tests/leaderless build/tests/idler: build/tests/%: tests/run/%.c build/toolchain | $(HAVE)/core build/tests
	@$(CC) $(LANGUAGE) $(LLD) -o $@ $<

.PHONY: test-run
test-run: build/tests/test_run build/tests/leaderless build/tests/idler $(SANITIZED)/bin/run
	@RUN=$(SANITIZED)/bin/run LEADERLESS=build/tests/leaderless IDLER=build/tests/idler $< --jobs=2
