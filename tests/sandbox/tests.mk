# The tests of the sandbox: ways out of it, harm in it, and machines where there is none.

build/tests/test_sandbox: build/tests/sandbox/test_sandbox.o $(call sanitized,$(RUN_LIBRARY))
	$(call link_test,$(RUN_LIBRARIES))

build/tests/tries build/tests/late: build/tests/%: tests/sandbox/%.c build/toolchain | $(HAVE)/core build/tests
	@$(CC) -std=c17 -D_GNU_SOURCE -O0 -Wall -Wextra $(LLD) -o $@ $<

# A right program, built as a submission is.
BOXED_SOURCE := solutions/01-counter/lock.c
BOXED_BUILT := build/tests/sandbox/built

.PHONY: test-sandbox
test-sandbox: build/tests/test_sandbox build/tests/tries build/tests/late $(SANITIZED)/bin/sandbox \
              $(SANITIZED)/bin/verify $(BOX)
	@$(MAKE) harness EX=01-counter SOURCE=$(BOXED_SOURCE) OUT=$(BOXED_BUILT)
	@rm -rf $(BOXED_BUILT)
	@$(MAKE) programs EX=01-counter SOURCE=$(BOXED_SOURCE) OUT=$(BOXED_BUILT) SANDBOX=1 UNSAFE=1
	@sh tests/sandbox/run.sh $< build/tests/tries $(SANITIZED)/bin/sandbox $(SANITIZED)/bin/verify \
	    $(BOXED_BUILT) build/01-counter $(BOXED_SOURCE) build/tests/late
