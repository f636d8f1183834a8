# The tests of coach. They run it as built with sanitizers, beside a library that fails its calls.

COACH_SANITIZED := $(SANITIZED)/bin/coach
COACH_FAULTS := build/tests/coach/faults.so
COACH_FIXTURE := build/tests/coach/sandbox.o build/tests/coach/fixture.o \
                 $(call sanitized,$(call object,verify/result.c))

$(COACH_SANITIZED): $(call sanitized,$(COACH_OBJECTS))
	@mkdir -p $(@D)
	@$(CC) $(LLD) $(SANITIZER) -o $@ $^ -ljansson -lcrypto

$(COACH_FAULTS): tests/coach/faults.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) -fPIC -shared $(LLD) -o $@ $<

build/tests/test_progress build/tests/test_reset: build/tests/test_%: \
    build/tests/coach/test_%.o $(COACH_FIXTURE) | $(COACH_SANITIZED) $(COACH_FAULTS)
	@$(CC) $(LLD) $(SANITIZER) -o $@ $^ -lcriterion -ljansson -lcrypto

.PHONY: test-coach
test-coach: build/tests/test_progress build/tests/test_reset $(COACH_SANITIZED) $(COACH_FAULTS)
	@COACH=$(COACH_SANITIZED) build/tests/test_progress
	@COACH=$(COACH_SANITIZED) FAULTS=$(COACH_FAULTS) build/tests/test_reset
