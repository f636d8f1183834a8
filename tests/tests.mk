# tests.mk - the kit's own tests, and the sweep.
#
# The tools are tested as built with AddressSanitizer and UndefinedBehaviorSanitizer, in a place of
# their own; the sweep runs them as they are used.

SANITIZED := build/sanitized

SANITIZER := -fsanitize=address,undefined -fno-sanitize-recover=undefined
ifneq ($(TOOLS),$(SANITIZED))
$(SANITIZED)/%.o: tools/%.c build/toolchain | $(HAVE)/core $(HAVE)/tools
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) $(SANITIZER) -MMD -MP -c -o $@ $<
endif
sanitized = $(patsubst $(TOOLS)/%,$(SANITIZED)/%,$(1))

# Every program about which the kit claims something: exercise, source, where it is built.
claimed = $(foreach source,$(2),$(1) $(source) $(call built_in,$(1),$(source))$(newline))
CLAIMED := $(foreach ex,$(EXERCISES),$(call claimed,$(ex), \
    $(or $(wildcard exercises/$(ex)/original.c),$(call student_file,$(ex))) \
    $(sort $(wildcard solutions/$(ex)/*.c tests/wrong-fixes/$(ex)/*.c))))
BAD := $(foreach ex,$(EXERCISES),$(call claimed,$(ex),$(sort $(wildcard tests/bad-programs/$(ex)/*.c))))

.PHONY: claimed-programs
claimed-programs: $(foreach kind,plain tsan,$(COMMON:%=build/lib/$(kind)/%.o)) $(COLLECTOR) \
                  $(EXERCISES:%=build/%/contract.json) $(EXERCISES:%=build/%/contract.tsan.o)
	@mkdir -p build/tests
	$(file >build/tests/claimed.list,$(CLAIMED))
	$(file >build/tests/bad.list,$(BAD))
	@cat build/tests/claimed.list build/tests/bad.list | xargs -L1 -P2 sh -c \
	    'mkdir -p $$2 && $(MAKE) -k programs EX=$$0 SOURCE=$$1 >/dev/null 2>&1 || true'

# $(call test_program,NAME,ITS OBJECTS,ITS LIBRARIES)
TEST_LANGUAGE := $(TOOL_LANGUAGE) -Iexercises/lib
build/tests/%.o: tests/%.c build/toolchain | $(HAVE)/core $(HAVE)/tools $(HAVE)/tests
	@mkdir -p $(@D)
	@$(CC) $(TEST_LANGUAGE) -MMD -MP -c -o $@ $<

build/tests/test_claims: build/tests/claims/test_claims.o build/tests/claims/claims.o
	@$(CC) $(LLD) -o $@ $^ -lcriterion -ljansson
build/tests/sweep: build/tests/claims/sweep.o build/tests/claims/claims.o
	@$(CC) $(LLD) -o $@ $^ -ljansson

-include $(wildcard build/tests/*/*.d)

build/tests/test_run: build/tests/run/test_run.o $(call sanitized,$(RUN_LIBRARY))
	@$(CC) $(LLD) $(SANITIZER) -o $@ $^ -lcriterion -ljansson -lm
