# The tests of coach: the sanitized program, beside a library that makes its calls fail.

COACH_FIXTURE := build/tests/coach/sandbox.o build/tests/coach/fixture.o \
                 $(call sanitized,$(call object,kit/result.c common/hash.c))
COACH_FAULTS := build/tests/coach/faults.so

$(COACH_FAULTS): tests/coach/faults.c build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) -fPIC -shared $(LLD) -o $@ $<

build/tests/test_progress: build/tests/coach/test_progress.o $(COACH_FIXTURE)
	$(call link_test,-ljansson -lcrypto)
build/tests/test_reset: build/tests/coach/test_reset.o $(COACH_FIXTURE)
	$(call link_test,-ljansson -lcrypto)
build/tests/test_hints: build/tests/coach/test_hints.o $(COACH_FIXTURE)
	$(call link_test,-ljansson -lcrypto)

.PHONY: test-coach
test-coach: build/tests/test_progress build/tests/test_reset build/tests/test_hints $(SANITIZED)/bin/coach $(COACH_FAULTS)
	@COACH=$(SANITIZED)/bin/coach build/tests/test_progress
	@COACH=$(SANITIZED)/bin/coach build/tests/test_hints
	@COACH=$(SANITIZED)/bin/coach FAULTS=$(COACH_FAULTS) build/tests/test_reset
