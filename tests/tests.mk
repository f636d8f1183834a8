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

# Machines have two cores, and much of what is tested waits. So there are three rows of folders, one
# after the other in each: verbs, which builds in a place of its own; those that need nothing of an
# exercise's; and all others, which build and run the exercises. What they share is built before; what
# can't be built fails in its own folder.
APART := verbs
EXPLORING := channel fuzz glibc interleave litmus oracle
ROWS_LOG := build/tests/rows
TEST_PROGRAMS := $(sort $(patsubst %.c,build/tests/%,$(notdir $(wildcard tests/*/test_*.c))))

.PHONY: built-tests
built-tests:
	@$(MAKE) $(HAVE)/core $(HAVE)/tools $(HAVE)/tests >/dev/null
	@$(MAKE) -k -j2 $(TEST_PROGRAMS) $(INTERLEAVE) $(INTERLEAVE_WRAP) || true

# All of them, whatever becomes of one; one that waits for ever fails within the hour.
.PHONY: run-tests
run-tests: built-tests
	@row() { \
	    failed=; \
	    for folder; do \
	        echo "== tests/$$folder"; began=$$(date +%s); \
	        CRITERION_JOBS=2 timeout --foreground -k 9 3600 $(MAKE) test-$$folder || failed="$$failed $$folder"; \
	        echo "   $$(($$(date +%s) - began)) s"; \
	    done; \
	    [ -z "$$failed" ] || { echo "failed:$$failed"; return 1; }; \
	}; \
	row $(APART) >$(ROWS_LOG).apart 2>&1 & apart=$$!; \
	row $(EXPLORING) >$(ROWS_LOG).exploring 2>&1 & exploring=$$!; \
	trap 'kill $$apart $$exploring 2>/dev/null' INT TERM; \
	row $(filter-out $(APART) $(EXPLORING),$(TEST_FOLDERS)); status=$$?; \
	echo "beside these:"; \
	wait $$exploring || status=1; cat $(ROWS_LOG).exploring; \
	wait $$apart || status=1; cat $(ROWS_LOG).apart; \
	[ $$status -ne 0 ] || echo "all tests passed: $(TEST_FOLDERS)"; \
	exit $$status

-include $(wildcard build/tests/*/*.d $(SANITIZED)/*/*.d $(SANITIZED)/*/*/*.d)
