# tests.mk - the kit's own tests. Each folder in here has a tests.mk of its own, with a goal
# test-FOLDER that builds and runs what is in it; `make check` makes all of these.
#
# The tools are tested as built with AddressSanitizer and UndefinedBehaviorSanitizer, in a place of
# their own; the sweep runs them as they are used.

SANITIZED := build/sanitized
SANITIZER := -fsanitize=address,undefined -fno-sanitize-recover=undefined
# Tables leave out what is empty.
TEST_LANGUAGE := $(TOOL_LANGUAGE) -Wno-missing-field-initializers -Iexercises/lib

build/tests:
	@mkdir -p $@

# The sanitized tools: as objects for a test to link with, and as programs to start.
sanitized = $(patsubst $(TOOLS)/%,$(SANITIZED)/%,$(1))
ifneq ($(TOOLS),$(SANITIZED))
$(SANITIZED)/%.o: tools/%.c build/toolchain | $(HAVE)/core $(HAVE)/tools
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) $(SANITIZER) -MMD -MP -c -o $@ $<
$(SANITIZED)/bin/%: FORCE
	@$(MAKE) TOOLS=$(SANITIZED) TOOL_SANITIZER='$(SANITIZER)' EX= $@
endif
build/tests/%.o: tests/%.c build/toolchain | $(HAVE)/core $(HAVE)/tools $(HAVE)/tests
	@mkdir -p $(@D)
	@$(CC) $(TEST_LANGUAGE) $(SANITIZER) -MMD -MP -c -o $@ $<

# $(call link_test,LIBRARIES): the recipe that links the objects before it with Criterion
link_test = @$(CC) $(LLD) $(SANITIZER) -pthread -o $@ $(filter %.o,$^) -lcriterion $(1)

TEST_FOLDERS := $(patsubst tests/%/tests.mk,%,$(sort $(wildcard tests/*/tests.mk)))
include $(TEST_FOLDERS:%=tests/%/tests.mk)
include $(wildcard tests/mutants/mutants.mk)

# The one folder whose test builds in a place of its own, and does one thing after the other.
APART := verbs
APART_LOG := build/tests/$(APART).log

# All of them, whatever becomes of one; two test processes at a time, for machines have two cores.
.PHONY: run-tests
run-tests: build/tests/test_$(APART)
	@failed=; \
	$(MAKE) test-$(APART) >$(APART_LOG) 2>&1 & apart=$$!; \
	trap 'kill $$apart 2>/dev/null' INT TERM; \
	for folder in $(filter-out $(APART),$(TEST_FOLDERS)); do \
	    echo "== tests/$$folder"; began=$$(date +%s); \
	    CRITERION_JOBS=2 $(MAKE) test-$$folder || failed="$$failed $$folder"; \
	    echo "   $$(($$(date +%s) - began)) s"; \
	done; \
	echo "== tests/$(APART), beside the others"; \
	wait $$apart || failed="$$failed $(APART)"; \
	cat $(APART_LOG); \
	if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi; \
	echo "all tests passed: $(TEST_FOLDERS)"

-include $(wildcard build/tests/*/*.d $(SANITIZED)/*/*.d $(SANITIZED)/*/*/*.d)
